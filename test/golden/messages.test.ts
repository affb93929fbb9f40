import { describe, expect, it } from 'vitest';
import { transcripts } from './transcripts.ts';

describe('docs/messages.md', () => {
  it('shows the messages as they are sent today; after a change of wording run `npx vitest run test/golden -u`', async () => {
    await expect(transcripts()).toMatchFileSnapshot('../../docs/messages.md');
  });
});
