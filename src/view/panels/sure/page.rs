//! A method's page: headings, paragraphs and lists of Markdown, nothing more.

use egui::{FontId, Label, RichText, Ui};

use crate::view::panels::layout::{heading, note};
use crate::view::theme::{STATUS_PT, Tokens};

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Heading(String),
    Paragraph(String),
    Item(String),
    /// Formulas and tables, whose blanks mean something.
    Verbatim(String),
}

/// The page, without its title, which stands above already.
pub(crate) fn page_ui(ui: &mut Ui, t: &Tokens, page: &str) {
    ui.spacing_mut().item_spacing.y = 4.0;
    for part in parts(page) {
        match part {
            Part::Heading(text) => {
                ui.add_space(4.0);
                heading(ui, t, &text);
            }
            Part::Paragraph(text) => note(ui, t.text, &text),
            Part::Item(text) => note(ui, t.text, &format!("–  {text}")),
            Part::Verbatim(text) => {
                let text = RichText::new(text).font(FontId::monospace(STATUS_PT - 1.0));
                ui.add(Label::new(text.color(t.text)).wrap());
            }
        }
    }
}

fn parts(page: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut is_code = false;
    let mut goes_on = false;
    for line in page.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            is_code = !is_code;
            goes_on = false;
        } else if is_code || trimmed.starts_with('|') || line.starts_with("    ") && !goes_on {
            match parts.last_mut() {
                Some(Part::Verbatim(text)) if goes_on => {
                    text.push('\n');
                    text.push_str(line);
                }
                _ => parts.push(Part::Verbatim(line.to_owned())),
            }
            goes_on = true;
        } else if trimmed.is_empty() {
            goes_on = false;
        } else if let Some(text) = trimmed.strip_prefix("## ").or(trimmed.strip_prefix("### ")) {
            parts.push(Part::Heading(text.to_owned()));
            goes_on = false;
        } else if trimmed.starts_with("# ") {
            goes_on = false;
        } else if let Some(text) = trimmed.strip_prefix("- ").or(trimmed.strip_prefix("* ")) {
            parts.push(Part::Item(plain(text)));
            goes_on = true;
        } else {
            match parts.last_mut() {
                Some(Part::Paragraph(text) | Part::Item(text)) if goes_on => {
                    text.push(' ');
                    text.push_str(&plain(trimmed));
                }
                _ => parts.push(Part::Paragraph(plain(trimmed))),
            }
            goes_on = true;
        }
    }
    parts
}

/// The text without marks of emphasis and code.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_in_its_parts() {
        let page = "# Title\n\n## Source\nGetis and\n**Ord** 1996.\n\n- one\n  more\n- two\n\n```\nz = a / b\n```\n";
        assert_eq!(
            parts(page),
            [
                Part::Heading("Source".to_owned()),
                Part::Paragraph("Getis and Ord 1996.".to_owned()),
                Part::Item("one more".to_owned()),
                Part::Item("two".to_owned()),
                Part::Verbatim("z = a / b".to_owned()),
            ]
        );
    }
}
