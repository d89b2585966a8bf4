/**
 * What AWS Lambda is to a bundle: loads `index.handler` of the folder it is given, and calls it for each
 * event that comes in, one at a time.
 */
const { join } = require('node:path');

const { handler } = require(join(process.argv[2], 'index.js'));

process.on('message', ({ event, remainingMs, functionName }) => {
  const endsAt = Date.now() + remainingMs;
  const context = { functionName, getRemainingTimeInMillis: () => endsAt - Date.now() };
  Promise.resolve()
    .then(() => handler(event, context))
    .then(
      (value) => process.send({ value: value ?? null }),
      (error) => process.send({ error: String(error.message) })
    );
});
