//! What calls cost on a map alone: the same however much it holds.

use er_relationships::relationship::CollectionId;
use er_relationships::store::{KeyValue as _, relationship_key};
use futures_util::FutureExt as _;
use http::Request;
use serde_json::Value;

use crate::service::*;

/// The keys of each read, puts, and lists.
type Costs = (Vec<usize>, usize, usize);

fn costs(service: &Service) -> Costs {
    let reads = service.map.reads.take().iter().map(Vec::len).collect();
    (reads, service.map.puts.take(), service.map.lists.take())
}

/// A collection with so many relationships of two types, as if they had been posted.
fn filled(count: usize) -> Service {
    let service = Service::new();
    service.post_json(&row("template"));
    let template = service.record("template").unwrap().to_string();
    service.map.memory.delete("r:c,template").now_or_never().unwrap().unwrap();
    for n in 0..count {
        let id = format!("{n:05}");
        let name = ["BRICK_0_4__hasPart", "BRICK_0_4__feeds"][n % 2];
        let record = template.replace("template", &id).replace("BRICK_0_4__hasPart", name);
        service.put(&relationship_key(&CollectionId::new("c").unwrap(), &id), &record);
    }
    costs(&service);
    service
}

fn get(path: &str, headers: &[(&str, &str)]) -> Request<Vec<u8>> {
    let request = Request::get(format!("https://host/apollo/er{path}"));
    with_headers(request, headers).body(Vec::new()).unwrap()
}

/// How many elements a page has, what leads to the next, and its costs.
fn page(service: &Service, path: &str, headers: &[(&str, &str)]) -> (usize, Option<String>, Costs) {
    let answer: Value = serde_json::from_slice(service.answer(get(path, headers)).body()).unwrap();
    let count = answer["data"].as_array().unwrap().len();
    let next = answer["paging"]["continuationToken"].as_str().map(str::to_owned);
    (count, next, costs(service))
}

const ALL: &str = "/relationships";
const OF_FEEDS: &str = "/relationshiptypes/BRICK_0_4__feeds/relationships";

#[test]
fn a_page_of_a_hundred_costs_the_same_from_700_and_from_36000() {
    for count in [700, 36_000] {
        let service = filled(count);
        for (path, elements) in [(ALL, 100), (OF_FEEDS, 50)] {
            let (found, next, first) = page(&service, path, &[]);
            assert_eq!((found, first), (elements, (vec![2, 98], 0, 1)), "{count} {path}");
            let next = next.unwrap();
            let (found, _, second) = page(&service, path, &[("continuationtoken", &next)]);
            assert_eq!((found, second), (elements, (vec![2, 98], 0, 1)), "{count} {path}");
            // The last page of ids that are keys, and behind it those that are too long.
            let token = format!("1{}", count - 100);
            let (found, next, last) = page(&service, path, &[("continuationtoken", &token)]);
            assert_eq!((found, last), (elements, (vec![2, 98], 0, 1)), "{count} {path}");
            let (found, end, behind) =
                page(&service, path, &[("continuationtoken", &next.unwrap())]);
            assert_eq!((found, end, behind), (0, None, (vec![], 0, 1)), "{count} {path}");
            // One that has room left asks for both.
            let token = format!("1{}", count - 50);
            let (found, end, both) = page(&service, path, &[("continuationtoken", &token)]);
            assert_eq!((found, end), (elements / 2, None), "{count} {path}");
            assert_eq!(both, (vec![2, 48], 0, 2), "{count} {path}");
        }
        // The largest page, and the smallest.
        let (found, _, costs) = page(&service, ALL, &[("pagesize", "600")]);
        assert_eq!((found, costs), (600, (vec![2, 100, 100, 100, 100, 100, 98], 0, 1)), "{count}");
        let (found, _, costs) = page(&service, ALL, &[("pagesize", "1")]);
        assert_eq!((found, costs), (1, (vec![1], 0, 1)), "{count}");
    }
}

#[test]
fn what_is_not_a_list_costs_the_same_from_700_and_from_36000_too() {
    for count in [700, 36_000] {
        let service = filled(count);
        let one = |path: &str, expected: u16| {
            assert_eq!(service.answer(get(path, &[])).status().as_u16(), expected, "{path}");
            costs(&service)
        };
        assert_eq!(one("/relationships/00500", 200), (vec![1], 0, 0));
        assert_eq!(one("/relationships/none", 404), (vec![1], 0, 0));
        assert_eq!(
            one("/relationshiptypes/BRICK_0_4__hasPart/relationships/00500", 200),
            (vec![1], 0, 0)
        );
        for path in
            ["/relationships/00500/versions", "/entities/s/relationships", "/ercollections/c/stats"]
        {
            assert_eq!(one(path, 501), (vec![], 0, 0));
        }

        service.post_json(&row("new"));
        assert_eq!(costs(&service), (vec![1], 1, 0));
        service.post_json(&row("new"));
        assert_eq!(costs(&service), (vec![1], 0, 0), "nothing changed");
        let delete = Request::delete("https://host/apollo/er/relationships/00500");
        let delete = with_headers(delete, &[]).body(Vec::new()).unwrap();
        assert_eq!(service.answer(delete).status().as_u16(), 200);
        assert_eq!(costs(&service), (vec![1], 1, 0));
        let delete = Request::delete("https://host/apollo/er/relationships/00500");
        let delete = with_headers(delete, &[]).body(Vec::new()).unwrap();
        assert_eq!(service.answer(delete).status().as_u16(), 404);
        assert_eq!(costs(&service), (vec![1], 0, 0), "what is gone is not written again");
    }
}

#[test]
fn who_comes_first_pays_for_the_collection() {
    let service = Service::new();
    let (_, _, costs) = page(&service, ALL, &[]);
    assert_eq!(costs, (vec![1], 0, 2));
    let (_, _, costs) = page(&service, ALL, &[]);
    assert_eq!(costs, (vec![], 0, 2));
}

#[test]
fn a_page_ends_where_its_bytes_do_and_the_next_one_goes_on_there() {
    let service = Service::new();
    for n in 0..8 {
        let mut large = row(&n.to_string());
        large["customData"] = serde_json::json!({ "data": "x".repeat(3_000_000) });
        assert_eq!(service.post_json(&large).0, 201);
    }
    let mut ids = Vec::new();
    let mut token = None::<String>;
    loop {
        let headers: Vec<(&str, &str)> =
            token.iter().map(|token| ("continuationtoken", &**token)).collect();
        let response = service.answer(get(ALL, &headers));
        let bytes = response.body().len();
        // Eight million, as with objects, and what the last relationship has over that.
        assert!(bytes < 12_000_000, "a page of {bytes} bytes");
        let answer: Value = serde_json::from_slice(response.body()).unwrap();
        let found = answer["data"].as_array().unwrap().iter();
        ids.extend(found.map(|record| record["id"].as_str().unwrap().to_owned()));
        token = answer["paging"]["continuationToken"].as_str().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    assert_eq!(ids, ["0", "1", "2", "3", "4", "5", "6", "7"]);
}
