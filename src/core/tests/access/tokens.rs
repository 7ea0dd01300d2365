//! What is asked before anything else: who calls.

use er_relationships::endpoint::routes;
use http::{HeaderValue, Method};

use crate::service::*;
use crate::table::ROUTES;
use crate::told::Told;

const BODIES: [&str; 4] = ["", "{", "{}", r#"[{"id":"new"}]"#];

#[test]
fn without_a_token_every_route_is_401_whatever_is_sent_and_nothing_changes() {
    for deployment in Deployment::ALL {
        let service = Service::new(deployment);
        let before = service.snapshot();
        for route in ROUTES {
            for path in route.paths() {
                for collection in [OWN, FOREIGN, UNKNOWN] {
                    for body in BODIES.into_iter().chain([route.body]) {
                        let mut sent = route.request(&path, collection, COMMON, "");
                        *sent.body_mut() = body.into();
                        let unknown = Told::new(&service.answer(sent.clone()));
                        assert_eq!(unknown.status, 401, "{} {path}: {unknown:?}", route.method);

                        sent.headers_mut().remove("authorization");
                        let told = Told::new(&service.answer(sent));
                        let message = "Unauthorized: a bearer token is required";
                        let mut expected = Told::refusal(401, message);
                        let challenge = ("www-authenticate".to_owned(), "Bearer".to_owned());
                        expected.headers.push(challenge);
                        assert_eq!(told, expected, "{} {path}", route.method);
                    }
                }
            }
        }
        assert_eq!(service.snapshot(), before);
    }
}

#[test]
fn which_methods_a_path_takes_is_told_to_everyone() {
    let service = Service::new(Deployment::MapAlone);
    let before = service.snapshot();
    for route in ROUTES {
        let taken: Vec<&str> =
            routes().filter(|(_, path)| *path == route.path).map(|(method, _)| method).collect();
        let allowed = [&taken[..], &["OPTIONS"]].concat().join(", ");
        for path in route.paths() {
            for token in [None, Some("Bearer "), Some("Bearer none+"), Some("Basic x")] {
                let mut sent = route.request(&path, FOREIGN, COMMON, "");
                sent.headers_mut().remove("authorization");
                if let Some(token) = token {
                    sent.headers_mut().insert("authorization", HeaderValue::from_static(token));
                }
                *sent.method_mut() = Method::OPTIONS;
                let told = Told::new(&service.answer(sent.clone()));
                let headers = vec![("allow".to_owned(), allowed.clone())];
                assert_eq!(told, Told { status: 204, headers, body: String::new() }, "{path}");

                for method in ["HEAD", "PATCH", "GET", "POST", "PUT", "DELETE"] {
                    if taken.contains(&method) {
                        continue;
                    }
                    *sent.method_mut() = method.parse().unwrap();
                    let told = Told::new(&service.answer(sent.clone()));
                    let message = format!("Method Not Allowed: the path takes {allowed}");
                    let mut expected = Told::refusal(405, &message);
                    expected.headers.push(("allow".to_owned(), allowed.clone()));
                    assert_eq!(told, expected, "{method} {path}");
                }
            }
        }
    }
    assert_eq!(service.snapshot(), before);
}
