//! The commands about kinds of visit, and about what is asked before them.

use crate::commands::Nothing;
use crate::console::Console;
use crate::error::CommandError;
use crate::wire::intake::Intake;
use crate::wire::visit_type::{SetVisitTypes, VisitTypes};

impl Console {
    pub(crate) fn visit_types(&self) -> Result<VisitTypes, CommandError> {
        let types = self.clinic()?.read(|clinic, _| clinic.visit_types())?;
        Ok(VisitTypes { types: types.into_iter().map(Into::into).collect() })
    }

    /// Writes them and answers what is kept, with the ids of the new ones.
    pub(crate) fn set_visit_types(&self, input: SetVisitTypes) -> Result<VisitTypes, CommandError> {
        let types = input.types.into_iter().map(TryInto::try_into).collect::<Result<Vec<_>, _>>()?;
        self.clinic()?.change(|clinic, now| clinic.set_visit_types(types, now))?;
        self.visit_types()
    }

    pub(crate) fn intake(&self) -> Result<Intake, CommandError> {
        Ok(self.clinic()?.read(|clinic, _| clinic.intake())?.into())
    }

    pub(crate) fn set_intake(&self, input: Intake) -> Result<Nothing, CommandError> {
        let intake = input.try_into()?;
        self.clinic()?.change(|clinic, now| clinic.set_intake(&intake, now))?;
        Ok(Nothing {})
    }
}
