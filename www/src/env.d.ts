//! What Vite adds to the language: `import url from "…?url"`.

/// <reference types="vite/client" />
