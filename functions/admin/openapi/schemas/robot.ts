import { type JsonSchema, object, text } from '../operation.ts';

/** What the chat products' robots answer. */
export const ROBOT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  RobotAnswer: object(
    {
      errcode: {
        type: 'integer',
        description:
          '0: the message is stored durably for every channel. -1: not now, come again. Others: the product’s own.',
      },
      errmsg: text(),
    },
    ['errcode', 'errmsg'],
  ),
};
