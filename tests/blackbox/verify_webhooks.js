// Asks the official verifier of Standard Webhooks. stdin: a JSON array of {secret, headers, body}, the body in base64;
// stdout: as many answers, {"accepted": the body as the verifier read it} or {"refused": its words}.
"use strict";
const fs = require("fs");
const { Webhook, WebhookVerificationError } = require("standardwebhooks");

function judge({ secret, headers, body }) {
  try {
    return { accepted: new Webhook(secret).verify(Buffer.from(body, "base64"), headers) };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return { refused: error.message };
  }
}

console.log(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(judge)));
