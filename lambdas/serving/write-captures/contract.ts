import * as z from 'zod';
import { captureMessageSchema } from '#core/serving/capture-message';

export const environmentSchema = z.object({ CAPTURE_BUCKET: z.string().min(1) });

export const bodySchema = captureMessageSchema;
