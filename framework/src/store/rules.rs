use serde::Serialize;

/// How many faults a refusal lists.
const MAX_FAULTS: usize = 32;

/// What a decoded payload or params break of the rules that their types declare.
#[derive(Debug, Default)]
pub struct Faults(pub(super) Vec<Fault>);

/// One rule that is broken.
#[derive(Debug, Serialize)]
pub(super) struct Fault {
    /// The way to the value, such as `lines[3].quantity`; empty for the whole.
    pub(super) path: String,
    pub(super) message: String,
}

impl Faults {
    /// Adds those of one member.
    #[must_use]
    pub fn and(mut self, member: &str, faults: Self) -> Self {
        self.0.extend(faults.0.into_iter().map(|fault| {
            let separator = match fault.path.chars().next() {
                None | Some('[') => "",
                _ if member.is_empty() => "",
                Some(_) => ".",
            };
            Fault {
                path: [member, separator, &fault.path].concat(),
                ..fault
            }
        }));
        self.0.truncate(MAX_FAULTS);
        self
    }
}

/// A value whose rules are asked for, if its type has any.
///
/// `(&Checked(&value)).faults()` means [`ByRules`] where that is there for the type, and
/// [`WithoutRules`] for all others, because the compiler looks for a method of the type itself
/// before it looks for one of a reference to it.
#[derive(Debug)]
pub struct Checked<'a, T>(pub &'a T);

/// For types with rules.
pub trait ByRules {
    /// The rules that the value breaks.
    fn faults(&self) -> Faults;
}

/// For all types.
pub trait WithoutRules {
    /// None.
    fn faults(&self) -> Faults {
        Faults::default()
    }
}

impl<T> WithoutRules for &Checked<'_, T> {}

#[cfg(feature = "garde")]
impl<T: garde::Validate<Context = ()>> ByRules for Checked<'_, T> {
    fn faults(&self) -> Faults {
        let Err(report) = self.0.validate() else {
            return Faults::default();
        };
        let faults = report.iter().take(MAX_FAULTS).map(|(path, error)| Fault {
            path: path.to_string(),
            message: error.to_string(),
        });
        Faults(faults.collect())
    }
}
