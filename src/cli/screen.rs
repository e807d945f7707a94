//! The screen: an engine to look at, here or elsewhere.

use super::logging;
use super::output::{Done, Output};
use super::paths;
use super::session::{Context, HostSettings, Session};
use super::settings::{Borders, ConfigFile, TimeZone};
use super::takeover::Guard;
use crate::client::Client;
use crate::client::socket::Reconnect;
use crate::domain::text::clean_short;
use crate::protocol::{Failure, FailureCode};
use crate::screen::{self, ColourDepth, Keymap, ThemeName, Zone};

/// Runs the screen until it is left. Without an engine elsewhere it works by schedule itself, and serves others.
pub async fn run(context: &Context) -> Done {
    // What the configuration gets wrong is said before anything is started.
    let options = options(&context.settings.file, &context.output, None)?;
    logging::to_file(&paths::state_dir()?)?;
    let host = HostSettings::lasting(&context.settings.data_dir).with(&context.settings.file);
    let session = Session::open(&host, Reconnect::Yes, context.clock.clone()).await?;
    let guard = session
        .is_guest()
        .then(|| Guard::watch(&session.client, host, context.clock.clone()));
    let done = show(session.client.clone(), context, options).await;
    session.close().await;
    if let Some(guard) = guard {
        guard.stop().await;
    }
    done
}

/// Shows the screen over a client.
pub async fn show(client: Client, context: &Context, options: screen::Options) -> Done {
    screen::run(client, context.clock.clone(), options)
        .await
        .map_err(|report| {
            Failure::new(
                FailureCode::Internal,
                format!("The screen ended: {report}."),
            )
        })?;
    Ok(0)
}

/// What the configuration file says about the screen.
pub fn options(
    file: &ConfigFile,
    output: &Output,
    demo: Option<String>,
) -> Result<screen::Options, Failure> {
    let invalid = |message: String| Failure::new(FailureCode::Invalid, message);
    let theme = match &file.theme {
        None => ThemeName::default(),
        Some(word) => ThemeName::parse(word).ok_or_else(|| {
            let known = ThemeName::ALL.map(ThemeName::as_str).join(", ");
            let word = clean_short(word, 30);
            invalid(format!(
                "The configuration's theme {word:?} does not exist; there are {known}."
            ))
        })?,
    };
    let keys = toml::to_string(&file.keymap).unwrap_or_default();
    let keymap = Keymap::with(&keys)
        .map_err(|bad| invalid(format!("The configuration's keymap: {}.", bad.message)))?;
    Ok(screen::Options {
        theme,
        ascii_borders: file.borders == Borders::Ascii || !output.utf8,
        colour: if output.color {
            ColourDepth::detect()
        } else {
            ColourDepth::None
        },
        mouse: file.mouse,
        keymap,
        demo,
        zone: match file.time_zone {
            TimeZone::Local => Zone::Local,
            TimeZone::Utc => Zone::Utc,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<screen::Options, Failure> {
        let file: ConfigFile = toml::from_str(text).unwrap_or_default();
        options(&file, &Output::detect(false, true), None)
    }

    #[test]
    fn the_configuration_reaches_the_screen() {
        let text = "theme = \"light\"\nborders = \"ascii\"\ntime_zone = \"utc\"\n[keymap.global]\n\"<c-q>\" = \"help\"\n";
        let options = read(text).ok();
        assert!(options.is_some_and(|o| o.theme == ThemeName::Light
            && o.ascii_borders
            && o.zone == Zone::Utc));
    }

    #[test]
    fn what_the_screen_does_not_know_is_refused() {
        for (text, part) in [
            ("theme = \"pink\"", "pink"),
            ("[keymap.nowhere]\n\"x\" = \"help\"", "nowhere"),
        ] {
            let message = read(text).err().map(|f| f.message).unwrap_or_default();
            assert!(message.contains(part), "{message}");
        }
    }
}
