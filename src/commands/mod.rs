//! One file a command. Exit codes: 0 done, 1 the site has errors, 2 usage or machine; `publish` has
//! more of them.

mod build;
mod elsewhere;
mod init;
mod mv;
mod publish;
mod schema;
mod serve;
mod theme;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::{Cli, Command};

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Build(args) => build::build(&args),
        Command::Serve(args) => serve::serve(&args),
        Command::Init(args) => init::init(&args),
        Command::Publish(args) => return publish::publish(&args),
        Command::Check(args) => build::check(&args),
        Command::Mv(args) => mv::mv(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::Theme { command } => theme::theme(&command),
        Command::Completions { shell } => {
            let mut command = Cli::command();
            clap_complete::generate(shell, &mut command, "levelbook", &mut std::io::stdout());
            Ok(true)
        }
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
