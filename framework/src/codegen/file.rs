use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// The generated file of an application, for its `codegen` command.
///
/// ```no_run
/// # fn text() -> String { String::new() }
/// use musubi::codegen::TypesFile;
///
/// let file = TypesFile::new("ui/src/musubi.d.ts");
/// if std::env::args().any(|argument| argument == "--check") {
///     file.check(&text())?;
/// } else {
///     file.write_if_changed(&text())?;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypesFile {
    path: PathBuf,
    command: String,
}

/// Why a generated file is not what it should be.
#[derive(Debug)]
pub struct OutOfDate {
    path: PathBuf,
    command: String,
    difference: Difference,
}

#[derive(Debug)]
enum Difference {
    Unreadable(io::Error),
    Line {
        number: usize,
        found: Option<String>,
        expected: Option<String>,
    },
}

impl TypesFile {
    /// The file at `path`, relative to the folder in which the application runs. It is written by
    /// `cargo run -- codegen`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            command: "cargo run -- codegen".into(),
        }
    }

    /// Another command that writes the file, for the error of [`TypesFile::check`].
    #[must_use]
    pub fn written_by(mut self, command: impl Into<String>) -> Self {
        self.command = command.into();
        self
    }

    /// Writes the file, unless it is there with this text. Tells whether it was written.
    ///
    /// # Errors
    /// Fails where the file, or the folder around it, cannot be written.
    pub fn write_if_changed(&self, text: &str) -> io::Result<bool> {
        if fs::read_to_string(&self.path).is_ok_and(|found| found == text) {
            return Ok(false);
        }
        if let Some(folder) = self.path.parent().filter(|folder| *folder != Path::new("")) {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.path, text)?;
        Ok(true)
    }

    /// Compares the file with this text. Line ends of Windows are taken for those of Unix.
    ///
    /// # Errors
    /// Fails where the file is missing or differs, with its first line that does.
    pub fn check(&self, text: &str) -> Result<(), OutOfDate> {
        let difference = match fs::read_to_string(&self.path) {
            Ok(found) => first_difference(&found.replace("\r\n", "\n"), text),
            Err(error) => Some(Difference::Unreadable(error)),
        };
        match difference {
            Some(difference) => Err(OutOfDate {
                path: self.path.clone(),
                command: self.command.clone(),
                difference,
            }),
            None => Ok(()),
        }
    }
}

fn first_difference(found: &str, expected: &str) -> Option<Difference> {
    if found == expected {
        return None;
    }
    let (mut found, mut expected) = (found.split('\n'), expected.split('\n'));
    (1..).find_map(|number| match (found.next(), expected.next()) {
        (Some(found), Some(expected)) if found == expected => None,
        (found, expected) => Some(Difference::Line {
            number,
            found: found.map(str::to_owned),
            expected: expected.map(str::to_owned),
        }),
    })
}

impl fmt::Display for OutOfDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.difference {
            Difference::Unreadable(error) => write!(f, "{path} cannot be read: {error}")?,
            Difference::Line {
                number,
                found,
                expected,
            } => {
                write!(f, "{path} is out of date: line {number} ")?;
                match expected {
                    Some(expected) => write!(f, "should be `{}`, and ", expected.trim())?,
                    None => write!(f, "should not be there, and ")?,
                }
                match found {
                    Some(found) => write!(f, "is `{}`", found.trim())?,
                    None => write!(f, "is missing")?,
                }
            }
        }
        write!(f, "; run `{}`", self.command)
    }
}

impl std::error::Error for OutOfDate {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.difference {
            Difference::Unreadable(error) => Some(error),
            Difference::Line { .. } => None,
        }
    }
}
