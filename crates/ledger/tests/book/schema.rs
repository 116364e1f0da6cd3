use rusqlite::Connection;

fn objects(sql: &str) -> Vec<(String, String)> {
    let conn = Connection::open_in_memory().expect("a database");
    // As when a book changes its format: a table that others refer to is built anew.
    conn.pragma_update(None, "foreign_keys", false)
        .expect("a setting");
    conn.execute_batch(sql).expect("a schema");
    let mut statement = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        .expect("a query");
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows");
    rows.map(|row| {
        row.map(|(name, sql): (String, String)| (name, bare(&sql)))
            .expect("a row")
    })
    .collect()
}

/// Leaves out comments, line breaks, blanks that an added column leaves behind, and the quotes that
/// `SQLite` puts around a renamed table.
fn bare(sql: &str) -> String {
    let code = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default());
    let words: Vec<_> = code.flat_map(str::split_whitespace).collect();
    let text = words.join(" ").replace('"', "");
    text.replace(" ,", ",").replace(" )", ")")
}

#[test]
fn schema_sql_matches_migrations() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|file| {
            file.expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with(|first: char| first.is_ascii_digit()))
        .collect();
    names.sort();
    let migrated: String = names.iter().map(|name| read(name)).collect();
    assert_eq!(objects(&migrated), objects(&read("schema.sql")));
}
