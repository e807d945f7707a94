//! Shell completions and the man page, from the definitions that parse.

use super::args::Arguments;
use super::output::{Done, Output};
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use std::io::{self, Write};

/// Prints the completions for a shell.
pub fn run(shell: Shell, output: &Output) -> Done {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "orderdeck", &mut text);
    output.text(&String::from_utf8_lossy(&text))?;
    Ok(0)
}

/// Prints the man page, with every command in it.
pub fn man(output: &Output) -> Done {
    let mut command = Arguments::command();
    command.build();
    let page = Man::new(command.clone()).section("1").manual("orderdeck");
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    for sub in command.get_subcommands() {
        add_command(sub, "orderdeck", &mut text)?;
    }
    page.render_extra_section(&mut text)?;
    output.text(&with_one_preamble(&String::from_utf8_lossy(&text)))?;
    Ok(0)
}

/// One command and those below it, as sections of the page. Options of every command stand at the top of the page.
fn add_command(command: &Command, parent: &str, text: &mut Vec<u8>) -> io::Result<()> {
    let name = format!("{parent} {}", command.get_name());
    if command.get_name() == "help" {
        return Ok(());
    }
    if !command.is_subcommand_required_set() {
        let own = command.clone().mut_args(|option| {
            let everywhere = option.is_global_set() || option.get_id() == "help";
            option.hide(everywhere)
        });
        let page = Man::new(own);
        let mut part = Vec::new();
        page.render_description_section(&mut part)?;
        page.render_synopsis_section(&mut part)?;
        page.render_options_section(&mut part)?;
        writeln!(text, ".SH {}", name.to_uppercase())?;
        for line in String::from_utf8_lossy(&part).lines() {
            // What is a section of a page of its own is a part of a section here.
            match line.strip_prefix(".SH ") {
                Some(title) => writeln!(text, ".SS {title}")?,
                None => writeln!(text, "{line}")?,
            }
        }
    }
    for sub in command.get_subcommands() {
        add_command(sub, &name, text)?;
    }
    Ok(())
}

/// Every part brings the same definition of an apostrophe; one at the top is enough.
fn with_one_preamble(page: &str) -> String {
    let is_preamble = |line: &&str| line.starts_with(".ie ") || line.starts_with(".el ");
    let preamble = page.lines().take_while(is_preamble);
    let rest = page.lines().filter(|line| !is_preamble(line));
    preamble.chain(rest).flat_map(|line| [line, "\n"]).collect()
}
