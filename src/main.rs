//! The program: hands the command line to its command and ends with that command's exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    levelbook::commands::run()
}
