//! The port `Sql` on SQLite: as strict as the storage of a Durable Object, and failing where it is
//! told to. `tests/platform` uses it, too.

use std::cell::{Cell as Flag, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use er_relationships::store::{Cell, Parameter, Sql, StoreError};
use rusqlite::types::{Null, ValueRef};
use rusqlite::{Connection, Row, StatementStatus, ToSql, params_from_iter};

/// The limits of a Durable Object's SQL storage.
const MAX_PARAMETERS: usize = 100;
const MAX_STATEMENT_BYTES: usize = 100_000;
const MAX_VALUE_BYTES: usize = 2_000_000;

/// What is to go wrong with an operation: a statement, or a transaction's begin or commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It fails; the next one does not.
    Fails,
    /// The process ends instead: no later operation is done, and what is not committed is lost.
    Crashes,
    /// The process ends right after it.
    CrashesAfter,
}

/// A database in memory, which its clones share and which outlives the ledgers that use it.
#[derive(Clone)]
pub(crate) struct Database(Rc<Inner>);

struct Inner {
    connection: Connection,
    is_in_transaction: Flag<bool>,
    is_down: Flag<bool>,
    fault: Flag<Option<(usize, Fault)>>,
    operations: Flag<usize>,
    commits: Flag<usize>,
    steps: Flag<i32>,
    /// Those that have been looked at.
    statements: RefCell<BTreeSet<String>>,
}

impl Database {
    pub(crate) fn new() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        connection.set_prepared_statement_cache_capacity(64);
        Self(Rc::new(Inner {
            connection,
            is_in_transaction: Flag::new(false),
            is_down: Flag::new(false),
            fault: Flag::new(None),
            operations: Flag::new(0),
            commits: Flag::new(0),
            steps: Flag::new(0),
            statements: RefCell::default(),
        }))
    }

    /// Has the n-th operation from now on fail, the first being 1. It takes the place of one that
    /// has not come yet.
    pub(crate) fn fail_at(&self, n: usize, fault: Fault) {
        self.0.fault.set(Some((self.0.operations.get() + n, fault)));
    }

    /// The operations so far.
    pub(crate) fn operations(&self) -> usize {
        self.0.operations.get()
    }

    /// The steps of SQLite's machine so far: what statements cost, whatever the time.
    #[allow(dead_code, reason = "`tests/platform` does not count them")]
    pub(crate) fn steps(&self) -> i32 {
        self.0.steps.get()
    }

    /// The commits so far.
    pub(crate) fn commits(&self) -> usize {
        self.0.commits.get()
    }

    /// Whether the process has ended.
    pub(crate) fn is_down(&self) -> bool {
        self.0.is_down.get()
    }

    /// Another process begins, without a fault to come.
    pub(crate) fn restart(&self) {
        self.0.fault.set(None);
        self.0.is_down.set(false);
    }

    /// The rows of a query that is the test's own, and is no operation.
    pub(crate) fn rows(&self, query: &str) -> Vec<Vec<Cell>> {
        let mut statement = self.0.connection.prepare_cached(query).unwrap();
        let columns = statement.column_count();
        // Without checking that all parameters are bound: `EXPLAIN` needs none.
        let mut rows = statement.raw_query();
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            all.push((0..columns).map(|column| cell(row, column)).collect());
        }
        all
    }

    /// The numbers of a query with one column.
    pub(crate) fn numbers(&self, query: &str) -> Vec<i64> {
        let number = |row: Vec<Cell>| match row.as_slice() {
            [Cell::Integer(number)] => *number,
            other => panic!("{query}: {other:?}"),
        };
        self.rows(query).into_iter().map(number).collect()
    }

    /// Every row of every table, as text.
    pub(crate) fn dump(&self) -> Vec<String> {
        let tables =
            self.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name");
        let mut dump = Vec::new();
        for table in tables {
            let [Cell::Text(name), Cell::Text(sql)] = table.as_slice() else {
                panic!("{table:?}");
            };
            dump.push(sql.clone());
            let rows = self.rows(&format!("SELECT * FROM {name}"));
            dump.extend(rows.iter().map(|row| format!("{name} {row:?}")));
        }
        dump
    }

    /// Whether the tables agree with each other, whatever has happened.
    pub(crate) fn assert_sound(&self) {
        for (rule, violations) in [
            (
                "versions rise by one, and every one is kept",
                "SELECT r.id FROM relationship r WHERE r.version <> (SELECT max(version) FROM record
                WHERE relationship = r.no) OR r.version <> (SELECT count(DISTINCT version) FROM record
                WHERE relationship = r.no) OR NOT EXISTS (SELECT 1 FROM record WHERE relationship = r.no)
                OR 1 <> (SELECT min(version) FROM record WHERE relationship = r.no)",
            ),
            (
                "a record's parts are all there",
                "SELECT relationship FROM record GROUP BY relationship, version
                HAVING min(part) <> 0 OR max(part) <> count(*) - 1",
            ),
            (
                "a record has its relationship",
                "SELECT relationship FROM record WHERE relationship NOT IN (SELECT no FROM relationship)",
            ),
            (
                "what waits to be copied is a relationship",
                "SELECT no FROM outbox WHERE relationship NOT IN (SELECT no FROM relationship)",
            ),
            (
                "counts are those of the list",
                "SELECT type, count(*) FROM relationship WHERE is_active = 1 GROUP BY type
                EXCEPT SELECT type, count FROM type_count",
            ),
            (
                "there is no count of what is not listed",
                "SELECT type, count FROM type_count WHERE count <> 0
                EXCEPT SELECT type, count(*) FROM relationship WHERE is_active = 1 GROUP BY type",
            ),
            (
                "what is noted of a relationship is in the log",
                "SELECT relationship_id FROM request_item WHERE NOT EXISTS (SELECT 1 FROM request,
                json_each(log) WHERE no = request AND json_each.value ->> 'id' = relationship_id)",
            ),
            (
                "an answer's parts are all there",
                "SELECT no FROM request WHERE (SELECT max(part) + 1 FROM answer WHERE request = no)
                IS NOT (SELECT nullif(count(*), 0) FROM answer WHERE request = no)",
            ),
            (
                "an answer has its request",
                "SELECT request FROM answer WHERE request NOT IN (SELECT no FROM request)",
            ),
            (
                "what a job counts and what waits are all of it",
                "SELECT transaction_id FROM job WHERE total <> completed + failed + (SELECT
                coalesce(sum(count), 0) FROM job_part WHERE job_part.transaction_id > job.transaction_id
                || '.' AND job_part.transaction_id < job.transaction_id || '/')",
            ),
            (
                "a part that waits has its text",
                "SELECT transaction_id FROM job_part WHERE transaction_id NOT IN
                (SELECT transaction_id FROM job_text)",
            ),
            ("there is one owner at most", "SELECT count(*) FROM collection HAVING count(*) > 1"),
            (
                "what is stored has an owner",
                "SELECT 1 FROM request WHERE NOT EXISTS (SELECT 1 FROM collection)",
            ),
        ] {
            assert_eq!(self.rows(violations), Vec::<Vec<Cell>>::new(), "{rule}");
        }
    }

    /// The platform bills the rows that are read: no statement goes through a table that grows.
    fn assert_reads_what_it_needs(&self, statement: &str) {
        if statement.starts_with("CREATE") || self.0.statements.borrow().contains(statement) {
            return;
        }
        self.0.statements.borrow_mut().insert(statement.to_owned());
        for step in self.rows(&format!("EXPLAIN QUERY PLAN {statement}")) {
            let Some(Cell::Text(step)) = step.last() else { panic!("{step:?}") };
            let is_bounded = match step.as_str() {
                // Of one row, and of as many as there are types.
                "SCAN collection" | "SCAN schema" | "SCAN type_count" => true,
                "SCAN outbox"
                | "SCAN outbox USING COVERING INDEX sqlite_autoindex_outbox_1"
                | "SCAN request"
                | "SCAN settled"
                | "SCAN job" => statement.contains("LIMIT"),
                "SCAN job_part USING COVERING INDEX job_part_by_due" => statement.contains("LIMIT"),
                // In the order of requests, of which the first are the oldest.
                "SCAN answer USING INDEX sqlite_autoindex_answer_1"
                | "SCAN answer USING COVERING INDEX sqlite_autoindex_answer_1" => {
                    statement.contains("LIMIT")
                }
                // The rows of one batch.
                "USE TEMP B-TREE FOR ORDER BY" => statement.contains(" IN ("),
                _ => step.contains("VALUES CLAUSE") || !step.contains("SCAN"),
            };
            assert!(is_bounded, "{step}: {statement}");
        }
    }

    /// Counts an operation; an error if it fails, `true` if the process ends after it.
    fn begin_operation(&self) -> Result<bool, StoreError> {
        let inner = &self.0;
        if inner.is_down.get() {
            return Err(unavailable("the process has ended"));
        }
        let n = inner.operations.get() + 1;
        inner.operations.set(n);
        let Some((_, fault)) = inner.fault.get().filter(|(at, _)| *at == n) else {
            return Ok(false);
        };
        inner.fault.set(None);
        match fault {
            Fault::Fails => Err(unavailable("told to fail")),
            Fault::Crashes => {
                inner.is_down.set(true);
                Err(unavailable("told to crash"))
            }
            Fault::CrashesAfter => Ok(true),
        }
    }

    fn end_operation(&self, crashes: bool) -> Result<(), StoreError> {
        if crashes {
            self.0.is_down.set(true);
            return Err(unavailable("told to crash, after it was done"));
        }
        Ok(())
    }

    fn run(&self, statement: &str) -> Result<(), StoreError> {
        let crashes = self.begin_operation()?;
        self.0.connection.execute_batch(statement).map_err(unavailable)?;
        self.end_operation(crashes)
    }
}

impl Sql for Database {
    fn execute(
        &self,
        statement: &str,
        parameters: &[Parameter<'_>],
        see_row: &mut dyn FnMut(&[Cell]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        assert!(statement.len() <= MAX_STATEMENT_BYTES, "{} bytes", statement.len());
        assert!(parameters.len() <= MAX_PARAMETERS, "{} parameters", parameters.len());
        for parameter in parameters {
            if let Parameter::Text(text) = parameter {
                assert!(text.len() <= MAX_VALUE_BYTES, "a value of {} bytes", text.len());
            }
        }
        let crashes = self.begin_operation()?;
        self.assert_reads_what_it_needs(statement);
        let mut prepared = self.0.connection.prepare_cached(statement).map_err(unavailable)?;
        let columns = prepared.column_count();
        let parameters = parameters.iter().map(|parameter| -> Box<dyn ToSql + '_> {
            match parameter {
                Parameter::Null => Box::new(Null),
                Parameter::Integer(value) => Box::new(*value),
                Parameter::Text(text) => Box::new(*text),
            }
        });
        prepared.reset_status(StatementStatus::VmStep);
        let mut rows = prepared.query(params_from_iter(parameters)).map_err(unavailable)?;
        let mut see_rows = || {
            while let Some(row) = rows.next().map_err(unavailable)? {
                let cells: Vec<Cell> = (0..columns).map(|column| cell(row, column)).collect();
                see_row(&cells)?;
            }
            Ok(())
        };
        let seen = see_rows();
        drop(rows);
        self.0.steps.set(self.0.steps.get() + prepared.get_status(StatementStatus::VmStep));
        seen?;
        self.end_operation(crashes)
    }

    fn transaction(
        &self,
        work: &mut dyn FnMut() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        assert!(!self.0.is_in_transaction.replace(true), "transactions are not nested");
        let done = self.run("BEGIN").and_then(|()| work()).and_then(|()| {
            let crashes = self.begin_operation()?;
            self.0.connection.execute_batch("COMMIT").map_err(unavailable)?;
            self.0.commits.set(self.0.commits.get() + 1);
            self.end_operation(crashes)
        });
        if !self.0.connection.is_autocommit() {
            assert!(done.is_err());
            self.0.connection.execute_batch("ROLLBACK").unwrap();
        }
        self.0.is_in_transaction.set(false);
        done
    }
}

fn cell(row: &Row<'_>, column: usize) -> Cell {
    match row.get_ref(column).unwrap() {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(value) => Cell::Integer(value),
        ValueRef::Text(text) => Cell::Text(String::from_utf8(text.to_vec()).unwrap()),
        other => panic!("{other:?} is never stored"),
    }
}

fn unavailable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unavailable(error.to_string())
}
