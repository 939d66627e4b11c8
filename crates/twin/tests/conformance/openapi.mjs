// Checks every answer of the twin against the response schema that Twilio publishes for that operation.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { require } from './support.mjs';

const Ajv = require('ajv');

const documents = Object.fromEntries(
  [['sync', 'sync_v1'], ['video', 'video_v1'], ['api', 'api_v2010'], ['messaging', 'messaging_v1']].map(([product, name]) => {
    const file = new URL(`../data/openapi/twilio_${name}.trimmed.json`, import.meta.url);
    const document = JSON.parse(readFileSync(file, 'utf8'));
    // OpenAPI 3.0's `nullable` is read by ajv beside a `type`; Twilio also writes it beside a `$ref` or nothing.
    const relax = (node) => {
      if (Array.isArray(node)) return node.map(relax);
      if (node === null || typeof node !== 'object') return node;
      const out = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, relax(value)]));
      if (out.nullable && !out.type) {
        const { nullable, ...rest } = out;
        return { anyOf: [{ type: 'null' }, rest] };
      }
      // A nullable enum allows null, which JSON Schema wants to see in the list.
      if (out.nullable && out.enum) out.enum = [...out.enum, null];
      return out;
    };
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema(relax(document), product);
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).filter(([, operation]) => operation.responses).map(([method, operation]) => ({
        method: method.toUpperCase(),
        template: path,
        pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '([^/]+)')}$`),
        operation,
      })));
    // A path without parameters says more than one with.
    operations.sort((a, b) => a.template.split('{').length - b.template.split('{').length);
    return [product, { ajv, operations }];
  }));

const escape = (part) => part.replace(/~/g, '~0').replace(/\//g, '~1').replace(/[{}]/g, encodeURIComponent);

export const seen = new Set();

// Asserts that this answer is one that the document allows. Failures have no schema but Twilio's error form.
export function check(product, method, path, status, body) {
  if (status >= 400) {
    const json = JSON.parse(body);
    assert.equal(typeof json.code, 'number', `${method} ${path}`);
    assert.equal(json.status, status);
    assert.equal(json.more_info, `https://www.twilio.com/docs/errors/${json.code}`);
    assert.ok(json.message);
    return;
  }
  const { ajv, operations } = documents[product];
  const found = operations.find((entry) => entry.method === method && entry.pattern.test(path));
  assert.ok(found, `${product} has no ${method} ${path}`);
  const responses = found.operation.responses;
  assert.ok(responses[status], `${method} ${path} answered ${status}, the document has ${Object.keys(responses)}`);
  seen.add(`${product} ${method} ${found.template}`);
  if (!responses[status].content) {
    assert.equal(body ?? '', '', `${method} ${path} has no body`);
    return;
  }
  const pointer = ['paths', found.template, method.toLowerCase(), 'responses', String(status), 'content',
    'application/json', 'schema'].map(escape).join('/');
  const validate = ajv.getSchema(`${product}#/${pointer}`);
  assert.ok(validate, pointer);
  const json = JSON.parse(body);
  assert.ok(validate(json), `${method} ${path}: ${ajv.errorsText(validate.errors)}\n${body}`);
  // A schema without `required` is content with less; the twin leaves nothing out.
  const schema = validate.schema.$ref
    ? documents[product].ajv.getSchema(`${product}${validate.schema.$ref}`).schema : validate.schema;
  const whole = product !== 'api' || /\/(Calls|Messages)/.test(path);
  if (schema.properties && whole) {
    for (const name of Object.keys(schema.properties)) assert.ok(name in json, `${method} ${path} lacks ${name}`);
  }
}
