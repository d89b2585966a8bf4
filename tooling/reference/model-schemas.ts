import { join } from 'node:path';

import { z } from 'zod';

import * as gate from '../../src/model/gate';
import * as gitHubSync from '../../src/model/github-sync';
import * as publishingStatus from '../../src/model/publishing-status';
import * as queryKinds from '../../src/model/query-kinds';
import * as resources from '../../src/model/resources';
import * as settings from '../../src/model/settings';
import * as slo from '../../src/model/slo';
import * as sloSummary from '../../src/model/slo-summary';
import { ROOT } from '../paths';
import { docComments } from './doc-comments';
import type { Direction, JsonSchema } from './doc-comments';
import * as sentBodies from './sent-bodies';

/** JSON schemas of the zod schemas that the model exports, with their doc comments as descriptions. */
