//! What a refusal says, read the way scripts read it: from the details, never from the
//! sentence.

use tonic::Status;
use tonic_types::StatusExt;

/// Reads the details of a refusal.
pub trait Refused {
    /// `ErrorInfo.reason`, empty if there is none.
    fn reason(&self) -> String;
    /// The paths of the fields that are wrong, in the order in which they are told.
    fn fields(&self) -> Vec<String>;
    /// What is wrong with a field, if anything.
    fn violation(&self, field: &str) -> Option<String>;
    /// An entry of `ErrorInfo.metadata`, such as `next_slots`.
    fn more(&self, key: &str) -> Option<String>;
}

impl Refused for Status {
    fn reason(&self) -> String {
        self.get_details_error_info().map(|info| info.reason).unwrap_or_default()
    }

    fn fields(&self) -> Vec<String> {
        let wrong = self.get_details_bad_request().map(|it| it.field_violations).unwrap_or_default();
        wrong.into_iter().map(|it| it.field).collect()
    }

    fn violation(&self, field: &str) -> Option<String> {
        let wrong = self.get_details_bad_request()?.field_violations;
        wrong.into_iter().find(|it| it.field == field).map(|it| it.description)
    }

    fn more(&self, key: &str) -> Option<String> {
        self.get_details_error_info()?.metadata.get(key).cloned()
    }
}
