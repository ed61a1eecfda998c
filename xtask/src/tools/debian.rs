//! Installing packages of Debian and its kin.

use std::path::Path;
use std::process::Command;

use crate::process;

/// How this process may install packages.
pub enum Rights {
    Root,
    Sudo,
}

impl Rights {
    /// What the user of this process may do; `None` without any right to install.
    pub fn of_this_user() -> Option<Self> {
        if process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id == "0") {
            return Some(Self::Root);
        }
        // `-n` fails instead of asking for a password, which nobody may be there to type.
        process::capture(Command::new("sudo").args(["-n", "true"]))
            .is_ok()
            .then_some(Self::Sudo)
    }

    /// `apt-get` with these rights.
    pub fn apt_get(&self, arguments: &[&str]) -> Command {
        let mut command = match self {
            Self::Root => Command::new("env"),
            Self::Sudo => Command::new("sudo"),
        };
        if matches!(self, Self::Sudo) {
            command.args(["-n", "env"]);
        }
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .args(arguments)
            .current_dir(Path::new("/"));
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apt_get_never_asks() {
        assert_eq!(
            process::line(&Rights::Root.apt_get(&["update"])),
            "env DEBIAN_FRONTEND=noninteractive apt-get update"
        );
        assert_eq!(
            process::line(&Rights::Sudo.apt_get(&["update"])),
            "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update"
        );
    }
}
