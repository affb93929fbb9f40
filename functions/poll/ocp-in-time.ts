import { type Ocp, OcpError } from '#shared/polling/ocp.ts';

/**
 * An OCP that is asked nothing more once the time of a round is over. A slow
 * one ends the round then as one that does not answer: what was found is told.
 * Lambda would end the process, and each round after that would begin anew and
 * get as far.
 */
export function ocpInTime(ocp: Ocp, isOver: () => boolean): Ocp {
  const demandTime = (): void => {
    if (isOver()) throw new OcpError('the time of the round was over: OCP answers too slowly');
  };

  return {
    async activePage(page) {
      demandTime();
      return ocp.activePage(page);
    },
    async alarm(id) {
      demandTime();
      return ocp.alarm(id);
    },
  };
}
