// A site that speaks HTTP/2 alone: node http2_server.js KEY CERTIFICATE '{"NAME": {"how": …, "times": N}}'. /u/known and
// /u/held… have accounts, nobody else has. Of a name that is given, so many requests end as it says before it is answered.
// stdout: a line with the port, then one with each name that is asked for and the number of its connection.
"use strict";
const fs = require("fs");
const http2 = require("http2");
const { NGHTTP2_ENHANCE_YOUR_CALM: calm, NGHTTP2_NO_ERROR: none } = http2.constants;
const [key, cert, given] = process.argv.slice(2);
const faults = new Map(Object.entries(JSON.parse(given)));

function goAway(stream, code) {
  stream.session.goaway(code, 0);
  setTimeout(() => stream.session.connection.destroy(), 20); // once the frame is out
}

const ends = {
  reset: (stream, code) => stream.close(code),
  "half an answer": (stream) => {
    stream.respond({ ":status": 200 });
    stream.write("half");
    setTimeout(() => stream.destroy(new Error("broken")), 20);
  },
  "go away": (stream) => goAway(stream, none),
  "go away, calm": (stream) => goAway(stream, calm),
  drop: (stream) => stream.session.connection.destroy(),
};

let sessions = 0;
let connection; // the last one; a session does not let anybody at its own
const server = http2.createSecureServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) });
server.on("sessionError", () => {});
server.prependListener("secureConnection", (socket) => (connection = socket));
server.on("session", (session) => {
  Object.assign(session, { number: ++sessions, connection });
  session.on("error", () => {});
});
server.on("stream", (stream, headers) => {
  stream.on("error", () => {});
  const name = headers[":path"].slice("/u/".length);
  console.log(`${name} ${stream.session.number}`);
  const fault = faults.get(name);
  if (fault && fault.times-- > 0) return ends[fault.how](stream, fault.code);
  stream.respond({ ":status": ["known", "held", "held2"].includes(name) ? 200 : 404, "content-type": "text/html" });
  stream.end("page");
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
