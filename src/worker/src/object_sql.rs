//! The SQL storage of a Durable Object as the core's database.

use er_relationships::store::{Cell, Parameter, Sql, StoreError};
use er_relationships_js::describe;
use wasm_bindgen::prelude::*;
use worker::{SqlStorage, SqlStorageValue, State};

#[wasm_bindgen]
extern "C" {
    /// `ctx.storage`, of which `worker` lacks the synchronous transaction.
    type Transactions;

    /// <https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/#transactionsync>
    #[wasm_bindgen(method, js_name = transactionSync, catch)]
    fn transaction_sync(
        this: &Transactions,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;
}

/// See the module.
pub(crate) struct ObjectSql {
    sql: SqlStorage,
    transactions: Transactions,
}

impl ObjectSql {
    pub(crate) fn of(state: &State) -> Result<Self, StoreError> {
        let storage = state.as_raw().storage().map_err(unavailable_js)?;
        Ok(Self { sql: state.storage().sql(), transactions: storage.unchecked_into() })
    }
}

impl Sql for ObjectSql {
    fn execute(
        &self,
        statement: &str,
        parameters: &[Parameter<'_>],
        see_row: &mut dyn FnMut(&[Cell]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        #[cfg(feature = "panic-on-purpose")]
        panic_at_last_write(statement, parameters);
        let parameters: Vec<JsValue> = parameters.iter().map(to_js).collect();
        let cursor = self.sql.exec_raw(statement, parameters).map_err(unavailable)?;
        for row in cursor.raw() {
            let row = row.map_err(unavailable)?;
            let row: Vec<Cell> = row.into_iter().map(cell).collect::<Result<_, _>>()?;
            see_row(&row)?;
        }
        Ok(())
    }

    fn transaction(
        &self,
        work: &mut dyn FnMut() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut failure = None;
        let done = self.transactions.transaction_sync(&mut || match work() {
            Ok(()) => Ok(JsValue::UNDEFINED),
            Err(error) => {
                failure = Some(error);
                // What is thrown within rolls the transaction back.
                Err(JsValue::from_str("rolled back"))
            }
        });
        match failure {
            Some(error) => Err(error),
            None => done.map(|_| ()).map_err(unavailable_js),
        }
    }
}

/// The results are the last of what a transaction writes.
#[cfg(feature = "panic-on-purpose")]
fn panic_at_last_write(statement: &str, parameters: &[Parameter<'_>]) {
    if statement.starts_with("INSERT INTO answer") {
        crate::panic_on_purpose::at("transaction", &format!("{parameters:?}"));
    }
}

fn to_js(parameter: &Parameter<'_>) -> JsValue {
    match parameter {
        Parameter::Null => JsValue::NULL,
        // All are far below 2^53.
        Parameter::Integer(value) => JsValue::from_f64(*value as f64),
        Parameter::Text(text) => JsValue::from_str(text),
    }
}

fn cell(value: SqlStorageValue) -> Result<Cell, StoreError> {
    match value {
        SqlStorageValue::Null => Ok(Cell::Null),
        SqlStorageValue::Integer(value) => Ok(Cell::Integer(value)),
        SqlStorageValue::String(text) => Ok(Cell::Text(text)),
        _ => Err(StoreError::Damaged("an SQL value of a kind that is never stored".to_owned())),
    }
}

fn unavailable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unavailable(error.to_string())
}

fn unavailable_js(thrown: JsValue) -> StoreError {
    StoreError::Unavailable(describe(thrown))
}
