//! The directory: writing, ordering, carrying it from clinic to clinic, and whom the clinic may call.

use jiff::Timestamp;
use rusqlite::Connection;

use super::Clinic;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::directory::{self, CheckedLine, Line, LineFields, Offer, Opening};
use crate::directory_file;
use crate::error::{Error, Invalid};
use crate::id::LineId;
use crate::phone_number::{self, CheckedNumber, NextLine, PhoneRules};
use crate::store::{line, setting};

/// What reading a directory's file altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Lines that were not there.
    pub added: usize,
    /// Lines whose number was there.
    pub updated: usize,
    /// How many of them press an access code that is still to be entered.
    pub without_code: usize,
}

impl Clinic {
    /// The lines of the directory in the clinic's order, with whether each is open.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn directory(&self, now: Timestamp) -> Result<Vec<(Line, Opening)>, Error> {
        let lines = line::all(&self.db)?.into_iter().map(|row| row.line);
        Ok(lines
            .map(|line| {
                let opening = line.hours.at(now);
                (line, opening)
            })
            .collect())
    }

    /// The lines that can help with something, the best first: open now, then the clinic's order.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn lines_for(
        &self,
        offers: Offer,
        language: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<(Line, Opening)>, Error> {
        lines_for(&self.db, offers, language, now)
    }

    /// One line.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not there.
    pub fn line(&self, id: LineId) -> Result<Line, Error> {
        Ok(line::get(&self.db, id)?.ok_or(Error::NotFound("line"))?.line)
    }

    /// Writes a line; a new one goes to the end.
    ///
    /// # Errors
    /// [`Error::Invalid`] or [`Error::NumberRefused`] say what to change; [`Error::NotFound`] where it is not there.
    pub fn save_line(
        &mut self,
        id: Option<LineId>,
        fields: LineFields,
        now: Timestamp,
    ) -> Result<(LineId, Vec<Change>), Error> {
        self.write(now, |work| {
            let line = fields.check(&phone_rules(work.db)?)?;
            let id = match id {
                Some(id) => {
                    let row = line::get(work.db, id)?.ok_or(Error::NotFound("line"))?;
                    line::update(work.db, row.no, &line)?;
                    id
                }
                None => work.add_line(&line)?,
            };
            work.audit(Actor::Provider, "lineSaved", None, &id.to_string())?;
            work.change(Change::DirectoryChanged);
            Ok(id)
        })
    }

    /// Notes that a line's access code was put into the keychain (by how many keys it has), or taken out.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the line is not there.
    pub fn set_access_code(
        &mut self,
        id: LineId,
        keys: Option<u32>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let row = line::get(work.db, id)?.ok_or(Error::NotFound("line"))?;
            line::set_code_keys(work.db, row.no, keys)?;
            let event = if keys.is_some() { "accessCodeSet" } else { "accessCodeRemoved" };
            work.audit(Actor::Provider, event, None, &id.to_string())?;
            work.change(Change::DirectoryChanged);
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// Takes a line out. Calls that were made to it keep its name.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not there.
    pub fn remove_line(&mut self, id: LineId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let row = line::get(work.db, id)?.ok_or(Error::NotFound("line"))?;
            line::remove(work.db, row.no)?;
            work.audit(Actor::Provider, "lineRemoved", None, &id.to_string())?;
            work.change(Change::DirectoryChanged);
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// Sets the clinic's order. Lines that are not named follow in the order they had.
    ///
    /// # Errors
    /// [`Error::NotFound`] where a line is not there.
    pub fn reorder_lines(&mut self, order: &[LineId], now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut rows = line::all(work.db)?;
            for id in order {
                if !rows.iter().any(|row| row.line.id == *id) {
                    return Err(Error::NotFound("line"));
                }
            }
            rows.sort_by_key(|row| order.iter().position(|id| *id == row.line.id).unwrap_or(usize::MAX));
            for (row, place) in rows.iter().zip(1..) {
                line::set_place(work.db, row.no, place)?;
            }
            work.audit(Actor::Provider, "linesReordered", None, "")?;
            work.change(Change::DirectoryChanged);
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// The directory as the text of a file, without access codes.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn export_directory(&self) -> Result<String, Error> {
        let lines: Vec<Line> = line::all(&self.db)?.into_iter().map(|row| row.line).collect();
        Ok(directory_file::write(&lines))
    }

    /// Takes a file's lines in, all or none: a line whose number is there is written over, the others go to the end.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the entry and what is wrong with it.
    pub fn import_directory(&mut self, text: &str, now: Timestamp) -> Result<(Imported, Vec<Change>), Error> {
        let entries = directory_file::read(text)?;
        self.write(now, |work| {
            let rules = phone_rules(work.db)?;
            let mut imported = Imported { added: 0, updated: 0, without_code: 0 };
            for (entry, n) in entries.into_iter().zip(1..) {
                let checked = entry
                    .check(&rules)
                    .map_err(|error| Error::Invalid(Invalid::new("file", format!("Entry {n}: {error}"))))?;
                let needs_code = checked.recipes.iter().any(crate::recipe::Recipe::needs_code);
                let known =
                    line::all(work.db)?.into_iter().find(|row| *row.line.number.reveal() == checked.number);
                let has_code = match known {
                    Some(row) => {
                        line::update(work.db, row.no, &checked)?;
                        imported.updated += 1;
                        row.line.code_keys.is_some()
                    }
                    None => {
                        work.add_line(&checked)?;
                        imported.added += 1;
                        false
                    }
                };
                imported.without_code += usize::from(needs_code && !has_code);
            }
            let detail = format!("{} added, {} updated", imported.added, imported.updated);
            work.audit(Actor::Provider, "directoryImported", None, &detail)?;
            work.change(Change::DirectoryChanged);
            Ok(imported)
        })
    }

    /// Looks at a number: how it is dialled, and whether the clinic may call it.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is no number; [`Error::NumberRefused`] where it is not called.
    pub fn check_number(&self, text: &str) -> Result<CheckedNumber, Error> {
        phone_number::check(text, &phone_rules(&self.db)?)
    }

    /// Whom the clinic may call, and how.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn phone_rules(&self) -> Result<PhoneRules, Error> {
        phone_rules(&self.db)
    }

    /// Writes that.
    ///
    /// # Errors
    /// [`Error::Invalid`] says which field cannot be taken.
    pub fn set_phone_rules(&mut self, rules: PhoneRules, now: Timestamp) -> Result<Vec<Change>, Error> {
        let rules = rules.check()?;
        self.write(now, |work| {
            setting::set(work.db, setting::PHONE_COUNTRIES, &rules.countries.join(","))?;
            setting::set(work.db, setting::NEXT_LINE, rules.next_line.word())?;
            setting::set(work.db, setting::PHONE_CALLER, &rules.caller)?;
            work.audit(Actor::Provider, "phoneRulesSet", None, &rules.countries.join(","))?;
            work.change(Change::DirectoryChanged);
            Ok(())
        })
        .map(|((), changes)| changes)
    }
}

impl Work<'_> {
    fn add_line(&mut self, line: &CheckedLine) -> Result<LineId, Error> {
        let id = LineId::random();
        line::insert(self.db, id, line)?;
        Ok(id)
    }
}

pub(super) fn lines_for(
    db: &Connection,
    offers: Offer,
    language: Option<&str>,
    now: Timestamp,
) -> Result<Vec<(Line, Opening)>, Error> {
    let lines = line::all(db)?.into_iter().map(|row| row.line).collect();
    Ok(directory::in_order(lines, offers, language, now))
}

pub(super) fn phone_rules(db: &Connection) -> Result<PhoneRules, Error> {
    let usual = PhoneRules::default();
    let countries = setting::get(db, setting::PHONE_COUNTRIES)?;
    Ok(PhoneRules {
        countries: countries.map_or(usual.countries, |text| text.split(',').map(str::to_owned).collect()),
        next_line: setting::get(db, setting::NEXT_LINE)?
            .and_then(|word| NextLine::from_word(&word))
            .unwrap_or(usual.next_line),
        caller: setting::get(db, setting::PHONE_CALLER)?.unwrap_or_default(),
    })
}
