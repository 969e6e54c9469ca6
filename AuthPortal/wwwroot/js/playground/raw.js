// Messages as they go over the wire, and as a command.
export function requestText(message) {
  const url = new URL(message.url);
  const lines = [`${message.method} ${url.pathname}${url.search} HTTP/1.1`, `Host: ${url.host}`];
  for (const [name, value] of Object.entries(message.requestHeaders)) {
    lines.push(`${name}: ${value}`);
  }

  return message.fields ? `${lines.join("\n")}\n\n${form(message.fields)}` : lines.join("\n");
}

export function responseText(message) {
  const lines = [`HTTP/1.1 ${message.status}`, ...message.headers.map(([name, value]) => `${name}: ${value}`)];
  const body = message.json ? JSON.stringify(message.json, null, 2) : message.text;
  return body ? `${lines.join("\n")}\n\n${body}` : lines.join("\n");
}

export function curl(message) {
  const parts = [message.method === "GET" ? "curl -sS" : `curl -sS -X ${message.method}`, quoted(message.url)];
  for (const [name, value] of Object.entries(message.requestHeaders)) {
    if (name !== "Content-Type") {
      parts.push(`-H ${quoted(`${name}: ${value}`)}`);
    }
  }

  for (const [name, value] of message.fields ?? []) {
    parts.push(`--data-urlencode ${quoted(`${name}=${value}`)}`);
  }

  return parts.join(" \\\n  ");
}

function form(fields) {
  return fields.map(([name, value]) => new URLSearchParams([[name, value]]).toString()).join("\n&");
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
