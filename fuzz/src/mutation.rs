//! Changes to JSON that leave it JSON, which changes to bytes seldom do.

use serde_json::{Map, Value};

/// What is put into the JSON of an input, and by which names.
#[derive(Debug)]
pub struct Vocabulary {
    values: Vec<Value>,
    names: Vec<String>,
}

impl Vocabulary {
    /// Takes every value inside a JSON text, and every name.
    pub fn new(text: &str) -> Self {
        let all: Value = serde_json::from_str(text).expect("a vocabulary is JSON");
        let values: Vec<Value> =
            places(&all).iter().filter_map(|place| all.pointer(place)).cloned().collect();
        let objects = values.iter().filter_map(Value::as_object);
        let names = objects.flat_map(|members| members.keys().cloned()).collect();
        Self { values, names }
    }

    /// Changes one line of an input in half of the cases, and bytes of it in the others. For
    /// `fuzz_mutator!`.
    pub fn mutate(&self, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
        let mut chance = Chance(u64::from(seed) << 1 | 1);
        let changed = match chance.below(2) {
            0 => None,
            _ => std::str::from_utf8(&data[..size])
                .ok()
                .and_then(|text| self.change(text, &mut chance)),
        };
        match changed {
            Some(text) if text.len() <= max_size && text.len() <= data.len() => {
                data[..text.len()].copy_from_slice(text.as_bytes());
                text.len()
            }
            _ => libfuzzer_sys::fuzzer_mutate(data, size, max_size),
        }
    }

    fn change(&self, text: &str, chance: &mut Chance) -> Option<String> {
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let parsed: Vec<(usize, Value)> = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.starts_with(['{', '[']))
            .filter_map(|(at, line)| Some((at, serde_json::from_str(line).ok()?)))
            .collect();
        let (at, mut value) = chance.pick(&parsed)?.clone();
        // Often one change alone changes nothing that matters.
        for _ in 0..=chance.below(3) {
            let given = match chance.below(2) {
                0 => {
                    let (_, donor) = chance.pick(&parsed)?;
                    donor.pointer(chance.pick(&places(donor))?)?.clone()
                }
                _ => chance.pick(&self.values)?.clone(),
            };
            self.change_value(&mut value, given, chance);
        }
        lines[at] = value.to_string();
        Some(lines.join("\n"))
    }

    fn change_value(&self, value: &mut Value, given: Value, chance: &mut Chance) {
        let place = chance.pick(&places(value)).cloned().unwrap_or_default();
        let Some(target) = value.pointer_mut(&place) else { return };
        match (chance.below(4), target) {
            (0, target) => *target = given,
            (1, Value::Array(elements)) if !elements.is_empty() => {
                elements.swap_remove(chance.below(elements.len()));
            }
            (2, Value::Array(elements)) if !elements.is_empty() => {
                let element = elements[chance.below(elements.len())].clone();
                elements.push(element);
            }
            (_, Value::Array(elements)) => {
                elements.insert(chance.below(elements.len() + 1), given);
            }
            (1, Value::Object(members)) if !members.is_empty() => {
                take_any(members, chance);
            }
            (2, Value::Object(members)) if !members.is_empty() => {
                let (_, member) = take_any(members, chance);
                members.insert(self.name(chance), member);
            }
            (_, Value::Object(members)) => {
                members.insert(self.name(chance), given);
            }
            (1, Value::Number(number)) => {
                let number = number.as_f64().unwrap_or_default();
                let step = [1.0, -1.0, 0.5, 1e-3, 1e15][chance.below(5)];
                *value_at(value, &place) = (number + step).into();
            }
            (1, Value::String(text)) => {
                let text = text.repeat(2);
                *value_at(value, &place) = text.into();
            }
            (_, target) => *target = given,
        }
    }

    fn name(&self, chance: &mut Chance) -> String {
        chance.pick(&self.names).cloned().unwrap_or_default()
    }
}

/// Makes the second line of an input what the first one is, where there is room. For `fuzz_mutator!`.
pub fn repeat_first_line(data: &mut [u8], size: usize, max_size: usize) -> usize {
    let mut lines: Vec<&[u8]> = data[..size].split(|&byte| byte == b'\n').collect();
    match lines[..] {
        [first] => lines.push(first),
        [first, ..] => lines[1] = first,
        [] => {}
    }
    let repeated = lines.join(&b'\n');
    if repeated.len() > max_size.min(data.len()) {
        return size;
    }
    data[..repeated.len()].copy_from_slice(&repeated);
    repeated.len()
}

fn value_at<'v>(value: &'v mut Value, place: &str) -> &'v mut Value {
    value.pointer_mut(place).expect("a place of this value")
}

fn take_any(members: &mut Map<String, Value>, chance: &mut Chance) -> (String, Value) {
    let name = members.keys().nth(chance.below(members.len())).cloned().unwrap_or_default();
    let member = members.remove(&name).unwrap_or_default();
    (name, member)
}

/// The JSON Pointers of a value and of all inside it.
fn places(value: &Value) -> Vec<String> {
    let mut places = Vec::new();
    add_places(value, String::new(), &mut places);
    places
}

fn add_places(value: &Value, pointer: String, places: &mut Vec<String>) {
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                add_places(element, format!("{pointer}/{index}"), places);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                add_places(member, format!("{pointer}/{name}"), places);
            }
        }
        _ => {}
    }
    places.push(pointer);
}

/// Chance that a seed repeats: xorshift64*.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        high as usize % limit.max(1)
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        list.get(self.below(list.len()))
    }
}
