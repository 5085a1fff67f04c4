import { defineGyre } from '#lib/config/define';

export default defineGyre({
  environments: {
    // The embedded cloud. The demo replays a year and sends the ticks itself.
    local: {
      ...{ account: '000000000000', region: 'us-east-1', profile: 'default', schedules: 'off' },
      mapConcurrency: 8,
    },
    // The account and region of the credentials.
    dev: { profile: 'default' },
  },
});
