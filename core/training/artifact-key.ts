/**
 * Where a model archive lies among the artifacts: content-addressed.
 * @param sha256 of the archive, hex
 * @example artifactKeyOf('m', 'ab') // 'models/m/artifacts/ab/model.tar.gz'
 */
export function artifactKeyOf(model: string, sha256: string): string {
  return `models/${model}/artifacts/${sha256}/model.tar.gz`;
}
