//! What `benches/instructions.mjs` counts: `instructions scan|judge|count PASSES FILE`, over a file with a
//! body a line.

use std::{env, fs, process};

use er_relationships_bench::{count, judge, scan};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [kind, passes, file] = arguments.as_slice() else {
        eprintln!("usage: instructions scan|judge|count PASSES FILE");
        process::exit(2);
    };
    let bodies = fs::read(file).unwrap_or_default();
    let mut right = 0;
    for _ in 0..passes.parse().unwrap_or(1) {
        for body in bodies.split(|byte| *byte == b'\n').filter(|body| !body.is_empty()) {
            right += usize::from(match kind.as_str() {
                "scan" => scan(body),
                "judge" => judge(body) == 0,
                _ => count(body) > 0,
            });
        }
    }
    println!("{right} bodies are right");
}
