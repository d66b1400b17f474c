//! Prints TOML anew from its parts, so that the outcome depends on what a file says and not on how it was laid out.

use serde_json::Value as Schema;
use toml_edit::{Array, Decor, DocumentMut, InlineTable, Item, Key, RawString, Table, Value};

use super::HINT;
use crate::corpus::FileKind;
use crate::corpus::schema::{Expected, fields};

/// Columns of a line; what is longer and can be broken is.
const WIDTH: usize = 120;
/// What the items of a broken list begin with.
const INDENT: &str = "  ";

/// Prints a document.
pub(super) fn document(mut document: DocumentMut, kind: FileKind) -> String {
    let schema = kind.schema();
    under_headers(document.as_table_mut());
    let mut sections = Vec::new();
    collect(document.as_table(), &Above::default(), &schema, &mut sections);
    if kind == FileKind::Thesaurus {
        // Comments head groups that hold tables of both sorts.
        sections.sort_by_key(|section| section.position);
    }
    let mut printer = Printer::default();
    printer.values(document.as_table(), &schema);
    for section in &sections {
        printer.section(section);
    }
    let has_blank = document.iter().any(|(_, item)| is_blank(item));
    printer.end(&comments(&format!("{}\n", text(Some(document.trailing()))), has_blank));
    printer.out
}

/// A table under a header of its own.
struct Section<'a> {
    path: Vec<String>,
    of_array: bool,
    /// Where it stands in the file, or what it belongs to.
    position: Option<isize>,
    table: &'a Table,
    schema: &'a Schema,
}

/// What a table lies in.
#[derive(Default)]
struct Above {
    path: Vec<String>,
    position: Option<isize>,
    /// True within an item of a list, which what belongs to it cannot leave.
    in_list: bool,
}

impl Above {
    fn position(&self, table: &Table) -> Option<isize> {
        let own = table.position().filter(|_| !self.in_list);
        own.or(self.position)
    }
}

/// Puts outermost inline tables, and lists of them, under headers, unless comments stand in them.
fn under_headers(root: &mut Table) {
    let names: Vec<String> = root.iter().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        let above = root.key(&name).map(|key| key.leaf_decor().clone()).unwrap_or_default();
        let Some(item) = root.get_mut(&name) else { continue };
        let Some(value) = item.as_value().filter(|value| !has_comment(value)) else { continue };
        let decor = Decor::new(text(above.prefix()), text(value.decor().suffix()));
        let is_table = value.is_inline_table();
        let is_list = value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_inline_table));
        if !is_table && !is_list {
            continue;
        }
        let taken = std::mem::take(item);
        // What was looked at above can be turned; whatever cannot be stays as it is.
        let turned = if is_table {
            taken.into_table().map(Item::Table)
        } else {
            taken.into_array_of_tables().map(Item::ArrayOfTables)
        };
        *item = turned.unwrap_or_else(|same| same);
        let first = match item {
            Item::Table(table) => Some(table),
            Item::ArrayOfTables(tables) => tables.get_mut(0),
            Item::Value(_) | Item::None => None,
        };
        if let Some(first) = first {
            *first.decor_mut() = decor;
        }
    }
}

/// Finds what stands under headers, in the order of the schema.
fn collect<'a>(table: &'a Table, above: &Above, schema: &'a Schema, found: &mut Vec<Section<'a>>) {
    for (key, item, schema) in ordered(table, schema) {
        let path = [above.path.as_slice(), &[key.get().to_owned()]].concat();
        let mut add = |table: &'a Table, of_array: bool, has_header: bool| {
            let position = above.position(table);
            if has_header {
                found.push(Section { path: path.clone(), of_array, position, table, schema });
            }
            let above = Above { path: path.clone(), position, in_list: above.in_list || of_array };
            collect(table, &above, schema, found);
        };
        match item {
            Item::Table(table) => {
                let has_values = table.iter().any(|(_, item)| item.is_value());
                add(table, false, has_values || table.is_empty() || !(table.is_implicit() || table.is_dotted()));
            }
            Item::ArrayOfTables(tables) => tables.iter().for_each(|table| add(table, true, true)),
            Item::Value(_) | Item::None => {}
        }
    }
}

/// The entries of a table in the order of its schema, then those that the schema does not know, each with its schema.
fn ordered<'a>(table: &'a Table, schema: &'a Schema) -> Vec<(&'a Key, &'a Item, &'a Schema)> {
    let entries = table.iter().filter_map(|(name, item)| Some((table.key(name)?, item)));
    in_order(entries.collect(), schema, |(key, _)| key.get())
        .into_iter()
        .map(|((key, item), schema)| (key, item, schema))
        .collect()
}

fn in_order<T>(entries: Vec<T>, schema: &Schema, name: impl Fn(&T) -> &str) -> Vec<(T, &Schema)> {
    let fields = fields(schema);
    let place = |entry: &T| fields.iter().position(|field| field.name == name(entry));
    let mut placed: Vec<(usize, T)> =
        entries.into_iter().map(|entry| (place(&entry).unwrap_or(usize::MAX), entry)).collect();
    placed.sort_by_key(|(place, _)| *place);
    let inner = |place: usize| fields.get(place).map_or(&Schema::Null, |field| of_tables(field.schema));
    placed.into_iter().map(|(place, entry)| (entry, inner(place))).collect()
}

/// The schema of the tables in a value: of itself, or of its items.
fn of_tables(schema: &Schema) -> &Schema {
    let expected = Expected::of(schema);
    expected.items().map_or(expected.table().unwrap_or(&Schema::Null), of_tables)
}

#[derive(Default)]
struct Printer {
    out: String,
}

impl Printer {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Prints comments and the empty lines between them.
    fn comments(&mut self, lines: &[String]) {
        for line in lines {
            if line.is_empty() { self.gap() } else { self.line(line) }
        }
    }

    fn values(&mut self, table: &Table, schema: &Schema) {
        let mut first = true;
        for (key, item, schema) in ordered(table, schema) {
            let Item::Value(value) = item else { continue };
            let mut above = comments(text(key.leaf_decor().prefix()), is_blank(item));
            if first && above.first().is_some_and(String::is_empty) {
                above.remove(0);
            }
            first = false;
            self.comments(&above);
            let name = Key::new(key.get()).display_repr().into_owned();
            let used = name.chars().count() + 3;
            let behind = comment_behind(value.decor().suffix());
            let text = format!("{name} = {}{behind}", print(value, schema, "", used));
            self.line(&text);
        }
    }

    fn section(&mut self, section: &Section<'_>) {
        let table = section.table;
        let has_blank = table.iter().any(|(_, item)| item.is_value() && is_blank(item));
        let mut above = comments(text(table.decor().prefix()), has_blank);
        if above.first().is_some_and(String::is_empty) {
            above.remove(0);
        }
        self.gap();
        self.comments(&above);
        let path: Vec<String> = section.path.iter().map(|name| Key::new(name).display_repr().into_owned()).collect();
        let path = path.join(".");
        let behind = comment_behind(table.decor().suffix());
        let header = if section.of_array { format!("[[{path}]]{behind}") } else { format!("[{path}]{behind}") };
        self.line(&header);
        self.values(table, section.schema);
    }

    /// Prints what stands behind everything.
    fn end(&mut self, lines: &[String]) {
        let last = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
        if last > 0 {
            self.gap();
            self.comments(lines.get(..last).unwrap_or_default());
        }
    }
}

/// Prints a value; `used` columns of its line are taken.
fn print(value: &Value, schema: &Schema, indent: &str, used: usize) -> String {
    match value {
        Value::Array(list) => print_list(list, schema, indent, used),
        Value::InlineTable(table) if has_comment(value) => {
            // Where a comment would land is not known, so the author's layout stays.
            let mut table = table.clone();
            table.decor_mut().clear();
            Value::InlineTable(table).to_string()
        }
        Value::InlineTable(table) => print_table(table, schema),
        Value::String(string) => quoted(string.value(), &string.display_repr()),
        Value::Integer(number) => number.display_repr().into_owned(),
        Value::Float(number) => number.display_repr().into_owned(),
        Value::Boolean(truth) => truth.display_repr().into_owned(),
        Value::Datetime(time) => time.display_repr().into_owned(),
    }
}

/// Writes a string in double quotes where that changes nothing but the quotes.
fn quoted(value: &str, written: &str) -> String {
    let literal = written.starts_with('\'') && !written.starts_with("'''");
    if literal && !value.contains(['"', '\\']) { format!("\"{value}\"") } else { written.to_owned() }
}

fn print_table(table: &InlineTable, schema: &Schema) -> String {
    let pairs = in_order(table.get_values(), schema, |(path, _)| path.first().map_or("", |key| key.get()));
    let print = |((path, value), schema): &((Vec<&Key>, &Value), &Schema)| {
        let path: Vec<String> = path.iter().map(|key| Key::new(key.get()).display_repr().into_owned()).collect();
        format!("{} = {}", path.join("."), print(value, schema, "", 0))
    };
    let pairs: Vec<String> = pairs.iter().map(print).collect();
    if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
}

/// Prints a list on a line if it fits and nobody commented on it, and otherwise with a line for each item.
fn print_list(list: &Array, schema: &Schema, indent: &str, used: usize) -> String {
    let inner = format!("{indent}{INDENT}");
    let items: Vec<String> = list.iter().map(|item| print(item, schema, &inner, inner.len() + 1)).collect();
    let one_line = format!("[{}]", items.join(", "));
    let fits = used + one_line.chars().count() <= WIDTH && !one_line.contains('\n');
    if !list_has_comment(list) && (fits || list.is_empty()) {
        return one_line;
    }
    let mut lines = Lines { lines: vec!["[".to_owned()], open: false };
    for (item, printed) in list.iter().zip(items) {
        lines.comments(item.decor().prefix(), &inner);
        lines.lines.push(format!("{inner}{printed},"));
        lines.open = true;
        lines.comments(item.decor().suffix(), &inner);
    }
    lines.comments(Some(list.trailing()), &inner);
    lines.lines.push(format!("{indent}]"));
    lines.lines.join("\n")
}

/// The lines of a broken list.
struct Lines {
    lines: Vec<String>,
    /// True if the last line is that of an item without a comment.
    open: bool,
}

impl Lines {
    /// Adds comments: one that stands on the line of an item stays there, others have a line each.
    fn comments(&mut self, raw: Option<&RawString>, indent: &str) {
        for (at, comment) in text(raw).split('\n').map(str::trim).enumerate() {
            if comment.is_empty() {
                continue;
            }
            match self.lines.last_mut() {
                Some(last) if at == 0 && self.open => last.push_str(&format!(" {comment}")),
                _ => self.lines.push(format!("{indent}{comment}")),
            }
            self.open = false;
        }
    }
}

/// The comments in white space, a line each, and an empty line where there are any between them.
fn comments(space: &str, keep_hints: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // What stands behind the last line break is the indentation of what follows.
    let whole = space.rsplit_once('\n').map_or("", |(whole, _)| whole);
    for line in whole.split('\n').map(str::trim) {
        let is_hint = line.starts_with(HINT) && !keep_hints;
        let is_repeated = line.is_empty() && lines.last().is_some_and(String::is_empty);
        if !is_hint && !is_repeated {
            lines.push(line.to_owned());
        }
    }
    if lines.iter().all(String::is_empty) { Vec::new() } else { lines }
}

/// The comment at the end of a line, with the space before it.
fn comment_behind(raw: Option<&RawString>) -> String {
    let text = text(raw).trim();
    if text.is_empty() { String::new() } else { format!(" {text}") }
}

fn text(raw: Option<&RawString>) -> &str {
    raw.and_then(RawString::as_str).unwrap_or_default()
}

/// True if a field, or something in it, is still to be filled in.
fn is_blank(item: &Item) -> bool {
    fn value_is_blank(value: &Value) -> bool {
        match value {
            Value::String(text) => text.value().is_empty(),
            Value::Array(list) => list.iter().any(value_is_blank),
            Value::InlineTable(table) => table.iter().any(|(_, value)| value_is_blank(value)),
            Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => false,
        }
    }
    match item {
        Item::Value(value) => value_is_blank(value),
        Item::Table(table) => table.iter().any(|(_, item)| is_blank(item)),
        Item::ArrayOfTables(tables) => tables.iter().any(|table| table.iter().any(|(_, item)| is_blank(item))),
        Item::None => false,
    }
}

fn decor_has_comment(decor: &Decor) -> bool {
    text(decor.prefix()).contains('#') || text(decor.suffix()).contains('#')
}

fn list_has_comment(list: &Array) -> bool {
    let item_has = |item: &Value| decor_has_comment(item.decor()) || has_comment(item);
    text(Some(list.trailing())).contains('#') || list.iter().any(item_has)
}

/// True if a comment stands within a value.
fn has_comment(value: &Value) -> bool {
    match value {
        Value::Array(list) => list_has_comment(list),
        Value::InlineTable(table) => {
            let pair_has = |(path, value): (Vec<&Key>, &Value)| {
                let keys =
                    path.iter().any(|key| decor_has_comment(key.leaf_decor()) || decor_has_comment(key.dotted_decor()));
                keys || decor_has_comment(value.decor()) || has_comment(value)
            };
            text(Some(table.trailing())).contains('#') || table.get_values().into_iter().any(pair_has)
        }
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => false,
    }
}
