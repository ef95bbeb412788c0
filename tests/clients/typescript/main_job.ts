// The main job with types that were generated from the API's description: upload, submit, approve, find, download.
//
// node main_job.js BASE PDF, with the demo's logins in the environment (UPLOADER, REVIEWER, PASSWORD).

import { readFile } from "node:fs/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./commonshelf.js";

type Problem = components["schemas"]["Problem"];
// Search results come as CSV and citations as well; here they are wanted as JSON.
type Media = "application/json" | "application/problem+json";

const [baseUrl, pdf] = process.argv.slice(2);
const { UPLOADER, REVIEWER, PASSWORD } = process.env;

function well<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

function same(one: unknown, other: unknown): void {
  if (one !== other) throw new Error(`${one} is not ${other}`);
}

async function signIn(email: string) {
  const tokens = well(await createClient<paths, Media>({ baseUrl }).POST("/api/v1/auth/login", { body: { email, password: PASSWORD! } }));
  return createClient<paths, Media>({ baseUrl, headers: { Authorization: `Bearer ${tokens.access_token}` } });
}

const content = await readFile(pdf!);
const uploader = await signIn(UPLOADER!);
const reviewer = await signIn(REVIEWER!);
const visitor = createClient<paths, Media>({ baseUrl });

const draft = well(
  await uploader.POST("/api/v1/submissions", {
    body: {
      title: "Facilitator handbook, by the TypeScript client",
      summary: "How to hold a circle.",
      section: "learn",
      type: "guide",
      language: "en",
      license: "CC-BY-4.0",
      rights: "ours",
      people_shown: "none",
    },
  }),
);
const submission = { params: { path: { id: draft.id } } };
const attached = well(
  await uploader.POST("/api/v1/submissions/{id}/files", {
    params: { path: { id: draft.id }, header: { "Idempotency-Key": "typescript-client" } },
    // In OpenAPI the bytes of a part are a string; a form wants a blob, and this is where openapi-fetch takes one.
    body: { file: [] },
    bodySerializer: () => {
      const form = new FormData();
      form.append("file", new Blob([content]), "handbook.pdf");
      return form;
    },
  }),
);
const submitted = well(
  await uploader.POST("/api/v1/submissions/{id}/submit", { ...submission, body: { version: attached.version } }),
);
same(submitted.status, "submitted");

let waiting = well(await reviewer.GET("/api/v1/submissions/{id}", submission));
for (let tries = 0; tries < 600 && waiting.files.some((file) => file.status === "pending"); tries++) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  waiting = well(await reviewer.GET("/api/v1/submissions/{id}", submission));
}
const approved = well(
  await reviewer.POST("/api/v1/submissions/{id}/decision", { ...submission, body: { decision: "approve", version: waiting.version } }),
);
const change = approved.change;
if (change == null) throw new Error("the decision names no change");

const found = well(await visitor.GET("/api/v1/resources", { params: { query: { q: "medication", limit: 100, after_change: change } } }));
const hit = found.items.find((item) => item.title.endsWith("by the TypeScript client"));
if (!hit) throw new Error("not found by a word inside it");
const resource = well(await visitor.GET("/api/v1/resources/{id}", { params: { path: { id: hit.id } } }));
const file = resource.files[0]!;
const downloaded = await visitor.GET("/api/v1/resources/{id}/files/{file_id}", {
  params: { path: { id: hit.id, file_id: file.id } },
  parseAs: "arrayBuffer",
});
same(Buffer.compare(Buffer.from(downloaded.data as ArrayBuffer), content), 0);
console.log(`TypeScript: ${resource.title} uploaded, approved as change ${change}, found and downloaded (${content.length} bytes)`);
