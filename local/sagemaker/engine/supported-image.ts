/** The engine plays one image: AWS's XGBoost container in script mode. Others are refused by name. */
import { JobFailedError } from './errors.ts';

const XGBOOST_IMAGE = /\/sagemaker-xgboost:[\w.-]+$|^sagemaker-xgboost(:|$)/;

/** @throws JobFailedError when the image is another one */
export function requireXgboostImage(image: string | undefined): void {
  if (image !== undefined && XGBOOST_IMAGE.test(image)) return;
  throw new JobFailedError(`ClientError: the local engine does not run the image ${image ?? '(none)'}`, {
    received: image ?? 'no image',
    allowed: 'an image of the repository sagemaker-xgboost, in script mode',
    fix: 'use the XGBoost image, or run this model on AWS: an own image is not available locally',
  });
}
