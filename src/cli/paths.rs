//! Where things are: the XDG folders.

use crate::protocol::{Failure, FailureCode};
use std::path::{Path, PathBuf};

const PRODUCT: &str = "orderdeck";

/// Where the store is, unless told otherwise.
pub fn data_dir() -> Result<PathBuf, Failure> {
    folder("XDG_DATA_HOME", ".local/share")
}

/// Where the configuration is, unless told otherwise.
pub fn config_file() -> Result<PathBuf, Failure> {
    Ok(folder("XDG_CONFIG_HOME", ".config")?.join("config.toml"))
}

/// Where the log of the screen is.
pub fn state_dir() -> Result<PathBuf, Failure> {
    folder("XDG_STATE_HOME", ".local/state")
}

/// A path that means the same in every process, whatever its working folder.
pub fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| {
        Failure::new(
            FailureCode::Invalid,
            format!("{} is no usable path: {error}.", path.display()),
        )
    })
}

/// Our folder in an XDG folder. As the XDG specification says, a relative path in the variable does not count.
fn folder(variable: &str, below_home: &str) -> Result<PathBuf, Failure> {
    let told = std::env::var_os(variable).map(PathBuf::from);
    if let Some(base) = told.filter(|path| path.is_absolute()) {
        return Ok(base.join(PRODUCT));
    }
    match std::env::var_os("HOME").map(PathBuf::from) {
        Some(home) if home.is_absolute() => Ok(home.join(below_home).join(PRODUCT)),
        _ => Err(Failure::new(
            FailureCode::Invalid,
            format!("Neither {variable} nor HOME says where your files belong."),
        )
        .hint("Use --data-dir and --config.")),
    }
}
