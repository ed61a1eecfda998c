use musubi::prelude::*;

#[state]
struct Form {
    maybe: Option<Upload>,
    many: Vec<Upload>,
}

#[state]
enum Step {
    Files { file: Upload },
}

fn main() {}
