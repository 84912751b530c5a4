//! Blocks of code in the languages of such courses, none like another.

use super::dice::Dice;
use super::prose;

pub const LANGUAGES: [&str; 3] = ["python", "bash", "yaml"];

/// A fenced block of about twelve lines.
pub fn block(dice: &mut Dice, language: &str) -> String {
    let mut code = match language {
        "python" => PYTHON.to_owned(),
        "bash" => BASH.to_owned(),
        _ => YAML.to_owned(),
    };
    for place in ["NAME", "OTHER", "COUNT"] {
        let text = match place {
            "COUNT" => dice.below(100_000).to_string(),
            _ => prose::words(dice, 2, false).replace(' ', "_"),
        };
        code = code.replace(place, &text);
    }
    format!("```{language}\n{code}```\n\n")
}

const PYTHON: &str = r#"import pandas as pd
from sklearn.metrics import mean_squared_error


def NAME(frame: pd.DataFrame, limit: int = COUNT) -> float:
    """Train on the first rows, and tell the error on the others."""
    train, rest = frame[:limit], frame[limit:]
    model = OTHER.fit(train.drop("target", axis=1), train["target"])
    error = mean_squared_error(rest["target"], model.predict(rest))
    print(f"NAME: {error:.3f} on {len(rest)} rows")  # lower is better
    return error
"#;

const BASH: &str = r#"#!/usr/bin/env bash
set -euo pipefail
for run in $(seq 1 COUNT); do
    if [[ -f "runs/$run/NAME.json" ]]; then
        echo "run $run has its NAME" >&2
        continue
    fi
    python train.py --name "NAME" --seed "$run" | tee "runs/$run/OTHER.log"
done
curl --silent "http://localhost:5000/api/OTHER" | jq '.runs[] | .id'
"#;

const YAML: &str = r#"name: NAME
on:
  schedule:
    - cron: "0 4 * * 1"
jobs:
  OTHER:
    runs-on: ubuntu-latest
    timeout-minutes: COUNT
    steps:
      - uses: actions/checkout@v4
      - run: make NAME # the same as at home
        env: {STAGE: production, RETRIES: 3}
"#;
