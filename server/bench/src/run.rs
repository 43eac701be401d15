//! `bench run`: every measure after the other, then the table.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use crate::measures::{
    download, lower_level, memory, pages_during_sign_ins, permission, preview, search, sign_in, start, subtree,
    subtree_move, tree_function, users_page,
};
use crate::report::{self, Row};
use crate::world::World;

/// Options of `bench run`.
#[derive(Debug, Args)]
pub struct Options {
    /// The release build of `portico`
    #[arg(long, value_name = "FILE")]
    pub portico: PathBuf,
    /// The browser's files
    #[arg(long, value_name = "DIRECTORY")]
    pub site: PathBuf,
    /// PostgreSQL's programs
    #[arg(long, value_name = "DIRECTORY")]
    pub programs: PathBuf,
    /// The database as its owner, a superuser
    #[arg(long, value_name = "URL")]
    pub owner_url: String,
    /// The same database as portico_app
    #[arg(long, value_name = "URL")]
    pub app_url: String,
    /// Where logs and the outcome go; a directory that has seen a run before finds its large account again
    #[arg(long, value_name = "DIRECTORY")]
    pub directory: PathBuf,
    /// How many hundredths of a million users
    #[arg(long, default_value_t = 100, value_name = "PERCENT")]
    pub scale: u32,
    /// Shorter stretches
    #[arg(long)]
    pub quick: bool,
    /// Only the measures whose name has this in it
    #[arg(long, value_name = "WORDS")]
    pub only: Option<String>,
}

/// Measures, prints the table and writes it to `bench.json`.
pub async fn run(options: Options) -> Result<()> {
    let mut world = World::make(&options).await?;
    let mut rows = Vec::new();
    // A macro, because each measure is a future of its own type.
    macro_rules! measure {
        ($($module:ident),*) => {$(
            let (name, goal) = $module::NAME;
            if options.only.as_deref().is_none_or(|only| name.contains(only)) {
                eprintln!("» {name}");
                match $module::measure(&mut world).await {
                    Ok(measured) => rows.extend(measured),
                    Err(error) => rows.push(Row::void(name, goal, format!("{error:#}"))),
                }
            }
        )*};
    }
    // The memory of the whole evening is looked at last.
    measure!(start, download, users_page, tree_function, subtree, search, permission, lower_level);
    measure!(preview, subtree_move, sign_in, pages_during_sign_ins, memory);
    println!("{}", report::table(&rows));
    let about = json!({
        "users": world.facts.root.users,
        "cores": sign_in::cores(),
        "scale_percent": options.scale,
        "at": jiff::Timestamp::now().to_string(),
    });
    let path = options.directory.join("bench.json");
    report::write(&path, about, &rows)?;
    println!("Everything that was measured: {}", path.display());
    Ok(())
}
