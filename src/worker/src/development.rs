//! `GET /development-token`: what `npm start` lets the page of a local server offer, a token and a
//! collection. Anywhere else the path is unknown, as the endpoint says of it: nobody sets the variable
//! there, and if somebody did, the address of the request would not be this machine's own.

use http::{Method, Request};
use worker::{Env, Headers, Response, Result};

use crate::settings;

const PATH: &str = "/development-token";

/// The variable with the answer, a JSON text.
const VARIABLE: &str = "DEVELOPMENT_OFFER";

/// Names of the machine itself. Another one that leads here, as a page of somebody else could
/// arrange it for its own name, is no local address.
const LOCAL_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The answer, if it is asked for and there is one.
pub(crate) fn offer(request: &Request<()>, env: &Env) -> Result<Option<Response>> {
    let (method, url) = (request.method(), request.uri());
    let is_local = url.host().is_some_and(|host| LOCAL_HOSTS.contains(&host));
    if method != Method::GET || url.path() != PATH || !is_local {
        return Ok(None);
    }
    let Some(offer) = settings::text(env, VARIABLE) else {
        return Ok(None);
    };
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("cache-control", "no-store")?;
    Ok(Some(Response::ok(offer)?.with_headers(headers)))
}
