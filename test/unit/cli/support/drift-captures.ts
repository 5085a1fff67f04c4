/** `node drift-captures.ts <captures> <baseline>`: compares them and prints the rows and the peak of memory. */
import { driftOfFiles } from '#cli/drift-files/drift-files';

const [captures = '', baseline = ''] = process.argv.slice(2);
const { window } = await driftOfFiles({
  ...{ paths: [captures], baseline, hasHeader: true, ignored: [], prediction: 'delay', asOf: new Date(0) },
  policy: { minimumRows: 500, minimumThreshold: 0.25, calibrationFactor: 2 },
  warn: () => undefined,
});
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ rows: window.rows, megabytes }));
