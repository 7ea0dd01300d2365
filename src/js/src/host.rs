//! Clock, randomness and log.

use er_relationships::endpoint::Host;
use js_sys::Date;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// <https://developer.mozilla.org/en-US/docs/Web/API/Crypto/getRandomValues>
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);

    /// By way of `globalThis`: a bundler that drops what a program logs would drop the faults, too.
    #[wasm_bindgen(js_namespace = ["globalThis", "console"], js_name = error)]
    fn console_error(line: &str);
}

/// The host's globals: `Date`, `crypto` and `console`.
#[derive(Debug, Clone, Copy)]
pub struct JsHost;

impl Host for JsHost {
    /// In workerd the time of the last I/O: its clock stands still in between.
    fn now_millis(&self) -> u64 {
        Date::now() as u64
    }

    fn random_bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        get_random_values(&mut bytes);
        bytes
    }

    fn log_fault(&self, transaction_id: &str, fault: &str) {
        console_error(&format!("transaction {transaction_id}: {fault}"));
    }
}
