import { validateUpload } from '../../../core/contracts/functions/index.ts';
import { queueHandler } from '../../middleware/batch.ts';
import { validationContainer } from '../container.ts';
import { validateRecord } from './translate.ts';

export const handler = queueHandler(validateUpload, validationContainer, validateRecord);
