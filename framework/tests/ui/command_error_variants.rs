use musubi::prelude::*;

#[command_error]
enum ResetError {
    TooLate,
    /// Both are `out_of_stock`.
    OutOfStock,
    /// The same.
    Out_of_stock,
    /// It was renamed.
    #[serde(rename = "other")]
    Renamed,
    /// There is too much.
    TooMuch(u32, u32),
    #[reason("one")]
    #[reason("two")]
    TwoReasons,
    #[reason = "without parentheses"]
    NotParentheses,
}

#[command_error]
enum AddError {
    #[reason("only {left} are left")]
    OutOfStock { most: u32 },
}

fn main() {}
