// text: what letter comes next? Prose of heed's own, in small letters and spaces, or a file of the user's.
#include "train/task.h"

static const char PROSE[] =
    "the ferryman of the lower river kept a small notebook in which he wrote down every crossing he had "
    "made since he was a boy and every evening before he went to bed he read a page of it to the dog who "
    "lay beside the stove and listened with one ear up in the spring the water rose over the stones and "
    "the boat had to be tied to the old willow higher on the bank and in the summer the river was so low "
    "that children walked across it with their shoes in their hands and laughed at the man who still sat "
    "in his boat and waited for somebody who wanted to be rowed to the other side but he did not mind and "
    "said that a river remembers how wide it has been and that it would come back to the willow before "
    "the leaves had fallen and it always did once a stranger came down the road with a wooden box under "
    "his arm and asked to be taken over before the rain began what is in the box said the ferryman and "
    "the stranger said that there was a clock in it which had stopped in the year of the great flood and "
    "that he was bringing it to the woman in the mill on the other side because she was the only one in "
    "the whole valley who could still mend such a thing the ferryman rowed and the stranger held the box "
    "on his knees and neither of them said a word until they were in the middle of the stream and there "
    "while the rain was beginning to fall on the water they both heard it quite clearly the clock in the "
    "box had started to tick it does that said the ferryman who was not surprised at all the river is the "
    "only thing here that has never been late and everything that comes near it begins to think about the "
    "time the stranger opened the lid a little and looked inside and the hands were moving and they "
    "showed the right hour so he laughed and asked to be rowed back to the side where he had come from "
    "because there was now nothing left to mend but the ferryman said that the fare was for one crossing "
    "and that they were closer to the mill and besides the woman there had been waiting for the clock for "
    "many years and it would be a pity to bring her only the news that it was well so they went on and "
    "the woman in the mill made tea for them and put the clock on the shelf above the window where it "
    "could hear the water and she told them that the miller before her had built it out of the wheels of "
    "the old mill and that it had never liked to be carried away from the river all three of them sat "
    "there and listened to the rain and to the clock and to the wheel which was turning under the floor "
    "and when the evening came and the rain was over the ferryman rowed home alone because the stranger "
    "had asked whether he could stay and learn how such things are made that night he wrote two crossings "
    "into the notebook one for the stranger and one for the clock and he read the page to the dog and the "
    "dog put up the other ear as well and outside the river went past the willow in the dark and was not "
    "late in the winter the river was still and the boat was under the roof and the ferryman sat beside "
    "the stove with the dog and read to it from the notebook and the dog listened with one ear up and "
    "when somebody stood on the other side and called the ferryman went down to the river and walked with "
    "them over the ice and in the evening he wrote the crossing into the notebook and in the spring the "
    "water rose over the stones and the boat was tied to the old willow and the ferryman rowed the "
    "children of the valley over to the mill and the woman made tea for them and the stranger who was not "
    "a stranger now told them that the clock on the shelf had stopped in the year of the great flood and "
    "that it had started to tick in the middle of the river and the children laughed and asked what was "
    "in the wooden box and the stranger opened the lid and there was nothing in it but the sound of the "
    "water and the children listened to it and then they listened to the clock and to the wheel which was "
    "turning under the floor and they said that it was the same sound and the ferryman who had been "
    "waiting for somebody to say that for years wrote it down in the notebook and read it to the dog "
    "and the dog put up the other ear";

const Task TASK_TEXT = {
    .name = "text",
    .summary = "the next letter of a text: of heed's own, or of a file of yours (--data FILE)",
    .teaches = "Nobody tells it where to look, and it finds the task shift by itself: a letter is best foretold from "
               "the letter before it and the one before that. Without attention it knows pairs of letters alone.",
    .expected_in_words = "the diagonal below the main one lights up: a letter looks at the one before it",
    .size = {.T = 32, .vocabulary = 25},
    .mask = MASK_CAUSAL,
    .steps = 2000,
    .batch = 16,
    .rate = 0.3,
    .residual = true,
    .least_length = 2,
    .expected = task_token_before,
    .source = SOURCE_TEXT,
    .text = PROSE,
};
