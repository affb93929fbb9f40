import type { Alert } from '../alert/alert.ts';
import { LEVELS, type Level } from '../alert/level.ts';
import type { Channel } from '../channels/channel.ts';

/**
 * How bad an alert is in a channel. Only a message for a robot, which says it in
 * words alone, is judged by those of the channel: its title first, the worst level first.
 */
export function levelInChannel(alert: Alert, { levelWords }: Pick<Channel, 'levelWords'>): Level {
  if (alert.verbatim === undefined || levelWords === undefined) return alert.level;
  const levelOf = (text: string): Level | undefined => {
    const lower = text.toLowerCase();
    return LEVELS.find((level) => levelWords[level]?.some((word) => lower.includes(word.toLowerCase())) === true);
  };

  return levelOf(alert.name) ?? levelOf(alert.description) ?? alert.level;
}
