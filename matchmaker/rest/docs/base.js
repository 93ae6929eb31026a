// The page tries the API where it was itself found, which may be below a path of a reverse proxy.
document.querySelector("rapi-doc").setAttribute("server-url", new URL(".", location.href).href.replace(/\/$/, ""));
