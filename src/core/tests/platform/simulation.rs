//! Runs of the whole, from many seeds.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::rc::Rc;
use std::{env, io};

use serde_json::json;

use crate::client::Client;
use crate::operation::{Operation, row};
use crate::world::{COLLECTIONS, COUNTER, Mode, PLACES, World};

const CALLERS: [&str; 4] = ["alice@app", "alice@page", "bob@app", "carol"];

/// What happened in a run, or in many.
#[derive(Debug, Default, PartialEq, Eq)]
struct Score {
    seeds: u64,
    steps: u64,
    sql_operations: usize,
    acknowledged: u64,
    replayed: u64,
    faults: BTreeMap<&'static str, u64>,
    /// What chance would bring next: the same only after the same run.
    chance: u64,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.steps += other.steps;
        self.sql_operations += other.sql_operations;
        self.acknowledged += other.acknowledged;
        self.replayed += other.replayed;
        for (name, count) in other.faults {
            *self.faults.entry(name).or_default() += count;
        }
    }

    /// For whoever reads what `npm test` prints.
    fn note(&self, title: &str) {
        let faults: u64 = self.faults.values().sum();
        let Self { seeds, steps, sql_operations, acknowledged, replayed, .. } = self;
        let note = format!(
            "\nnote: simulation, {title}: {seeds} seeds, {steps} steps, {sql_operations} SQL operations, \
            {faults} faults, {acknowledged} relationships acknowledged, {replayed} answers told again\n"
        );
        // The harness keeps what tests print by the usual means.
        io::stdout().write_all(note.as_bytes()).unwrap();
        if env::var("SIMULATION_COUNT").is_ok() {
            io::stdout().write_all(format!("{:#?}\n", self.faults).as_bytes()).unwrap();
        }
    }
}

/// Tells how to repeat a run that fails.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let command = "cargo test -p er-relationships --test platform";
            eprintln!("to repeat this: SIMULATION_SEED={} {command}", self.0);
        }
    }
}

/// One seed if one is asked for, else many.
fn run_all(title: &str, count: u64, run: impl Fn(u64) -> Score) {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let count = number("SIMULATION_COUNT").unwrap_or(count);
    let seeds = match number("SIMULATION_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..count,
    };
    let mut score = Score::default();
    for seed in seeds {
        let _seed = Seed(seed);
        score.add(run(seed));
    }
    score.note(title);
}

fn score(world: &World) -> Score {
    Score {
        seeds: 1,
        steps: world.runtime.steps(),
        sql_operations: world.objects.iter().map(|object| object.database.operations()).sum(),
        acknowledged: world.journal.acknowledged.get(),
        replayed: world.journal.replayed.get(),
        faults: world.faults.happened(),
        chance: world.runtime.random(),
    }
}

fn run_clients(world: &Rc<World>) {
    world.faults.turn(true);
    let count = 2 + world.runtime.index(5);
    for n in 0..count {
        let client = Client { world: Rc::clone(world), caller: CALLERS[n % CALLERS.len()] };
        client.start(4 + world.runtime.index(12));
    }
    world.run();
    world.settle();
}

/// What one client does while nobody else does anything.
fn alone<F: Future<Output = ()> + 'static>(world: &Rc<World>, act: impl FnOnce(Client) -> F) {
    let client = Client { world: Rc::clone(world), caller: "alice@app" };
    let act = act(client);
    let done = Rc::clone(world);
    world.clients.set(1);
    world.runtime.spawn(crate::runtime::Place::Outside, async move {
        act.await;
        done.clients.set(0);
    });
    world.run();
    world.settle();
}

fn post_alone(world: &Rc<World>, operation: &Rc<Operation>) {
    let operation = Rc::clone(operation);
    alone(world, |client| async move {
        let client = Client { caller: operation.caller, ..client };
        client.post(&operation).await;
    });
}

fn dump(world: &World) -> Vec<Vec<String>> {
    world.objects.iter().map(|object| object.database.dump()).collect()
}

fn single_writer(seed: u64) -> Score {
    let world = World::new(seed, Mode::SingleWriter);
    for collection in 0..COLLECTIONS.len() {
        let mut item = row(COUNTER);
        item["customData"] = json!({ "count": 0 });
        let operation =
            world.journal.add(|number| Operation::new(number, "alice@app", collection, vec![item]));
        post_alone(&world, &operation);
        assert!(operation.answer.borrow().is_some());
    }
    run_clients(&world);
    let score = score(&world);

    for collection in 0..COLLECTIONS.len() {
        let (updates, counted) = world.journal.counted(collection);
        assert_eq!(updates, counted);
    }
    assert_copies_are_up_to_date(&world);
    assert_reads_are_up_to_date(&world);
    assert_keys_are_remembered_for_a_day(&world);
    score
}

/// Every copy is its record, and there are no others.
fn assert_copies_are_up_to_date(world: &World) {
    let newest = world.journal.newest();
    let keys = world.kv.keys().into_iter().filter(|key| key.starts_with("r:"));
    let copies = keys.map(|key| (key.clone(), world.kv.value(&key).unwrap())).collect();
    assert_eq!(newest, copies);
}

/// A minute later every place shows what is stored.
fn assert_reads_are_up_to_date(world: &Rc<World>) {
    world.runtime.wait_until(world.runtime.now_millis() + 61_000);
    for (key, record) in world.journal.newest() {
        let (collection, id) = key.strip_prefix("r:").unwrap().split_once(',').unwrap();
        let collection = COLLECTIONS.iter().position(|it| *it == collection).unwrap();
        for place in 0..PLACES {
            let get = crate::operation::get("bob@app", collection, id, "eventual");
            let answer = world.send(place, get);
            world.settle();
            let response = answer.wait_until(0);
            let response = futures_util::FutureExt::now_or_never(response).flatten().flatten();
            let response = response.expect("nothing fails any more");
            let record: serde_json::Value = serde_json::from_str(&record).unwrap();
            assert_eq!(crate::operation::body(&response)["data"][0], record);
        }
    }
}

/// Whoever tries again within a day changes nothing, and hears the same.
fn assert_keys_are_remembered_for_a_day(world: &Rc<World>) {
    let began = world.runtime.now_millis();
    let mut operations = world.journal.operations();
    operations.retain(|it| it.key.is_some() && !it.is_dry_run);
    let answered: Vec<_> =
        operations.iter().filter(|it| it.answer.borrow().is_some()).cloned().collect();
    let before = dump(world);
    for operation in &answered {
        // The journal compares the answers.
        post_alone(world, operation);
    }
    assert!(dump(world) == before, "what was answered is done again");
    for operation in &operations {
        // What nobody was told of may be done now, and then no more.
        post_alone(world, operation);
        let before = dump(world);
        if operation.answer.borrow().is_some() {
            post_alone(world, operation);
            assert!(dump(world) == before, "what was answered is done again");
        }
    }
    if let Some(operation) = answered.iter().find(|it| it.if_match.is_none()) {
        world.runtime.wait_until(began + 25 * 60 * 60 * 1000);
        let before = dump(world);
        operation.answer.take();
        post_alone(world, operation);
        assert!(dump(world) != before, "a day later the key can be used again");
    }
}

fn kv_alone(seed: u64) -> Score {
    let world = World::new(seed, Mode::KvAlone);
    run_clients(&world);
    score(&world)
}

#[test]
fn with_a_single_writer_all_that_is_promised_holds_whatever_happens() {
    run_all("single writer", 40, single_writer);
}

#[test]
fn with_kv_alone_what_is_acknowledged_was_stored_and_nothing_is_stored_by_half() {
    run_all("KV alone", 40, kv_alone);
}

#[test]
fn a_seed_repeats_itself_exactly() {
    for run in [single_writer, kv_alone] {
        assert_eq!(run(1_000_003), run(1_000_003));
    }
}
