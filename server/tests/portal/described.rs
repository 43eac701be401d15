//! Requests that Schemathesis makes up from the API's own document, good ones and bad ones, with an account's key and
//! with the operator's: no answer may be a fault of ours, and none other than the document says. It takes minutes, so that
//! it runs with `PORTICO_TEST_LONG` alone (`make test-long`, which installs the tool).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::programs::{key_for, operator};
use crate::programs_shop::{ALL, furnished};
use crate::support::Portal;
use domain::program::OperatorScope;

/// What is known of the furnished account, so that requests find something: by the parameter's name.
async fn found(portal: &Portal) -> Vec<(&'static str, String)> {
    let mut found = vec![("account", "acme".to_owned())];
    for (name, sql) in [
        ("invoice", "select id from invoices order by id limit 1"),
        ("payment", "select id from payments order by id limit 1"),
        ("product", "select id from products order by id limit 1"),
        ("order", "select id from orders order by id limit 1"),
        ("licence", "select id from licences order by id limit 1"),
        ("activation", "select id from activations order by id limit 1"),
        ("contact", "select id from contacts order by id limit 1"),
        ("number", "select id from numbers"),
        ("issuer", "select id from issuers where slug = 'seller'"),
        ("country", "select 'SE'"),
        ("list", "select id from mailing_lists order by id limit 1"),
    ] {
        found.push((name, portal.id(sql).await));
    }
    found
}

/// The tool's settings: most requests name what is there. What is well-formed and cannot be done is refused with 422 (the
/// slug is taken) or 409 (the order does not wait any more), which no schema foretells.
fn settings(found: &[(&str, String)], key: &str) -> String {
    let mut settings = String::new();
    for (name, id) in found {
        settings.push_str(&format!("[dictionaries.{name}]\nvalues = [\"{id}\"]\n"));
    }
    settings.push_str("[checks.positive_data_acceptance]\n");
    settings.push_str("expected-statuses = [\"2xx\", 401, 403, 404, 409, 422]\n[parameters]\n");
    for (name, _) in found {
        settings.push_str(&format!("\"path.{name}\" = {{ dictionary = \"{name}\", probability = 0.8 }}\n"));
    }
    for scheme in ["key", "operator"] {
        settings.push_str(&format!("[auth.openapi.{scheme}]\nbearer = \"{key}\"\n"));
    }
    settings
}

async fn ask_everything(portal: &Portal, key: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tool = std::env::var_os("PORTICO_SCHEMATHESIS")
        .map_or_else(|| here.join("../target/schemathesis/bin/schemathesis"), PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schemathesis.toml");
    std::fs::write(&file, settings(&found(portal).await, key)).unwrap();
    let document = portal.url("/api/v1/openapi.json");
    let mut run = Command::new(tool);
    run.arg("--config-file").arg(&file).arg("run").arg(&document);
    run.args(["--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "100", "--seed", "1"]);
    run.args(["--generation-database", "none", "--no-color", "--continue-on-failure"]);
    run.current_dir(folder.path());
    run.env("SCHEMATHESIS_HOOKS", "hooks").env("PYTHONPATH", here.join("tests/testdata/schemathesis"));
    run.env("PYTHONDONTWRITEBYTECODE", "1");
    let done = tokio::task::block_in_place(|| run.output());
    let done = done.unwrap_or_else(|error| panic!("Schemathesis cannot be started: {error}"));
    let said = String::from_utf8_lossy(&done.stdout);
    println!("{said}");
    assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_as_the_document_says() {
    if std::env::var_os("PORTICO_TEST_LONG").is_none() {
        return;
    }
    let portal = furnished().await;
    let key = key_for(&portal, "acme", ALL).await;
    ask_everything(&portal, &key).await;
    let key = operator(&portal, OperatorScope::ALL).await;
    ask_everything(&portal, &key).await;
}
