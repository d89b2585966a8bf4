import { allDocComments } from './modules';
import { querySchema } from './query-schema';
import { resourceApi } from './resource-api';
import { settingsSchema } from './settings-schema';

/** Text of each file by its name in `docs/reference`. */
export function referenceFiles(): ReadonlyMap<string, string> {
  const docs = allDocComments();
  const documents = {
    'query.schema.json': querySchema(docs),
    'resource-api.openapi.json': resourceApi(docs),
    'settings.schema.json': settingsSchema(docs),
  };
  return new Map(Object.entries(documents).map(([name, document]) => [name, `${JSON.stringify(document, null, 2)}\n`]));
}
