//! The document as a page to be read: the same routes, for people. No script runs on it.

use std::sync::Arc;

use app::navigation::THEME;
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use backend::service::brand;
use domain::brand::Brand;
use domain::program::{KeyScope, OperatorScope};
use serde_json::Value;

use crate::{http::plain, state::AppState};

/// The page.
#[derive(Template)]
#[template(path = "api_docs.html")]
struct Docs<'a> {
    css: &'a str,
    brand: &'a Brand,
    theme: &'a str,
    about: &'a str,
    nouns: Vec<Noun<'a>>,
    key_scopes: Vec<(&'static str, &'static str)>,
    operator_scopes: Vec<(&'static str, &'static str)>,
}

/// Everything that is done to one kind of thing.
struct Noun<'a> {
    name: &'a str,
    operations: Vec<Operation<'a>>,
}

/// One thing that can be asked.
struct Operation<'a> {
    id: &'a str,
    method: String,
    path: &'a str,
    summary: &'a str,
    description: &'a str,
    scopes: Vec<String>,
    parameters: Vec<Field>,
    body: Vec<Field>,
    answer: Vec<Field>,
    answers: Vec<(&'a str, &'a str)>,
    curl: String,
}

/// A field or parameter.
struct Field {
    name: String,
    kind: String,
    required: bool,
    description: String,
}

pub(super) async fn page(State(state): State<AppState>, request: Request, document: Arc<Value>) -> Response {
    let cookies = CookieJar::from_headers(request.headers());
    let theme = cookies.get(THEME).map(|cookie| cookie.value()).filter(|theme| matches!(*theme, "light" | "dark"));
    let brand = brand::shown(&state.portico).await.unwrap_or_default();
    let docs = Docs {
        css: &state.assets.css,
        brand: &brand,
        theme: theme.unwrap_or("system"),
        about: text(&document["info"]["description"]),
        nouns: nouns(&document, state.config.public_url.origin()),
        key_scopes: KeyScope::ALL.iter().map(|scope| (scope.name(), scope.label())).collect(),
        operator_scopes: OperatorScope::ALL.iter().map(|scope| (scope.name(), scope.label())).collect(),
    };
    match docs.render() {
        Ok(page) => ([(header::CACHE_CONTROL, "no-cache")], Html(page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page about the API cannot be drawn");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side, and it is logged.\n")
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The members of an object.
fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn nouns<'a>(document: &'a Value, origin: &str) -> Vec<Noun<'a>> {
    let mut nouns: Vec<Noun<'a>> = Vec::new();
    for (path, item) in members(&document["paths"]) {
        for method in ["get", "post", "patch", "put", "delete"] {
            let Some(described) = item.get(method) else { continue };
            let operation = operation(document, method, path, described, origin);
            let name = text(&described["tags"][0]);
            match nouns.iter_mut().find(|noun| noun.name == name) {
                Some(noun) => noun.operations.push(operation),
                None => nouns.push(Noun { name, operations: vec![operation] }),
            }
        }
    }
    nouns
}

fn operation<'a>(
    document: &'a Value,
    method: &str,
    path: &'a str,
    described: &'a Value,
    origin: &str,
) -> Operation<'a> {
    let scopes = described["security"].as_array().into_iter().flatten().flat_map(members).map(|(kind, scopes)| {
        let names: Vec<&str> = scopes.as_array().into_iter().flatten().map(text).collect();
        let kind = if kind == "operator" { "operator’s key" } else { "account’s key" };
        format!("{kind} with {}", names.join(", "))
    });
    let parameters = described["parameters"].as_array().into_iter().flatten().map(|parameter| Field {
        name: text(&parameter["name"]).to_owned(),
        kind: format!("{}, in the {}", kind(&parameter["schema"]), text(&parameter["in"])),
        required: parameter["required"].as_bool().unwrap_or(false),
        description: text(&parameter["description"]).to_owned(),
    });
    let body = &described["requestBody"]["content"]["application/json"]["schema"];
    let responses = &described["responses"];
    let fits = members(responses).find(|(status, _)| status.starts_with('2'));
    let answer = fits.map_or(&Value::Null, |(_, response)| &response["content"]["application/json"]["schema"]);
    Operation {
        id: text(&described["operationId"]),
        method: method.to_uppercase(),
        path,
        summary: text(&described["summary"]),
        description: text(&described["description"]),
        scopes: scopes.collect(),
        parameters: parameters.collect(),
        body: fields(document, body),
        answer: fields(document, answer),
        answers: members(responses).map(|(status, response)| (status, text(&response["description"]))).collect(),
        curl: curl(document, method, path, body, origin),
    }
}

/// What a schema is, when it only refers to one.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    name.map_or(schema, |name| &document["components"]["schemas"][name])
}

fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let schema = resolved(document, schema);
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().map(text).collect();
    let field = |(name, described): (&str, &Value)| Field {
        name: name.to_owned(),
        kind: kind(described),
        required: required.contains(&name),
        description: text(&described["description"]).to_owned(),
    };
    members(&schema["properties"]).map(field).collect()
}

/// A type in a word or two.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return name.to_owned();
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("list of {}", kind_of_items(schema)),
        Value::String(kind) => schema["format"].as_str().unwrap_or(kind).to_owned(),
        Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" or "),
        _ => "object".to_owned(),
    }
}

fn kind_of_items(schema: &Value) -> String {
    kind(&schema["items"])
}

fn curl(document: &Value, method: &str, path: &str, body: &Value, origin: &str) -> String {
    let path = path.replace("{account}", "nordic-freight").replace("{country}", "SE").replace("{list}", "product-news");
    let ids =
        path.split('/').map(|part| if part.starts_with('{') { "019a0000-0000-7000-8000-000000000000" } else { part });
    let path = ids.collect::<Vec<_>>().join("/");
    let mut lines = vec![format!("curl {origin}{path}"), "-H \"Authorization: Bearer $PORTICO_KEY\"".to_owned()];
    match method {
        "get" => {}
        "post" => {
            if body.is_null() {
                lines.push("-X POST".to_owned());
            }
            lines.push("-H \"Idempotency-Key: $(uuidgen)\"".to_owned());
        }
        other => lines.push(format!("-X {}", other.to_uppercase())),
    }
    let schema = resolved(document, body);
    if schema.is_object() {
        let example: serde_json::Map<String, Value> = members(&schema["properties"])
            .map(|(name, described)| (name.to_owned(), described.get("example").cloned().unwrap_or_else(|| "…".into())))
            .collect();
        lines.push(format!("--json '{}'", Value::Object(example)));
    }
    lines.join(" \\\n  ")
}
