// A name in quotes; its own quotes become the inner ones, as the pages of the server write it.
export const quoted = (name) => `“${name.trim().replace(/“/g, "‘").replace(/”/g, "’")}”`;
