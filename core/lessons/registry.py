"""The lessons that the app brings. A new one is one entry in `LESSONS`; a stop's query is what its address shows."""

from core.lessons.lesson import Lesson, Stop

BOUNCE = "dep=1_2&coeffs=0.9_0.9"
YES_NO = "from=yesno-4-2-7"

LESSONS: dict[str, Lesson] = {
    "article-20": Lesson(
        "20 minutes on the article",
        (
            Stop("question", "", "How can `loss` know of `coeffs`? Write down a guess, then follow the references."),
            Stop(
                "forward",
                "step=3&trying=1",
                "Two predictions stand here. Work out both residuals on paper, and type the first into its cell.",
            ),
            Stop("backward", "", "Both predictions are too low. Which sign will the entries of `coeffs.grad` have?"),
            Stop("backward", "step=1", "The first factor is 1/N. Say why it is there before you go on."),
            Stop(
                "backward",
                "step=5",
                "A row is what one sample contributes. Add up each column on paper, then go one step.",
            ),
            Stop(
                "backward",
                "from=mixed-4x2&step=6&trying=1",
                "Now two predictions are too low and two too high. What is left of a column once it is added up?",
            ),
            Stop("by_hand", "", "The same number without autograd: find the place of 1/N, of the sign and of the sum."),
            Stop(
                "slope", "move=5", "Move one coefficient. By how much does the loss change for each unit of the move?"
            ),
            Stop(
                "life", "calls=f-b-f-b", "Two backwards, and nothing was zeroed. What will a third one make of `.grad`?"
            ),
            Stop(
                "mistakes",
                "mistake=forgets-to-zero",
                "Guess what happens, run it, and say in one sentence how to mend it.",
            ),
        ),
    ),
    "hidden-45": Lesson(
        "45 minutes up to the hidden layer",
        (
            Stop("question", "from=mixed-4x2", "What connects `loss` and `coeffs`? Follow the references to the end."),
            Stop(
                "forward",
                "from=mixed-4x2&step=2",
                "Four samples. Which predictions are too high? Then walk on to the loss.",
            ),
            Stop(
                "backward",
                "from=mixed-4x2&step=2",
                "The sign of each residual turns its sample's gradient. Check all four.",
            ),
            Stop(
                "backward",
                "from=mixed-4x2&step=5",
                "Add up one column on paper, then go on until `coeffs.grad` is filled.",
            ),
            Stop(
                "by_hand",
                "from=mixed-4x2&trying=1",
                "Do the calculation without autograd once, number by number, from the prediction to the sum.",
            ),
            Stop(
                "slope",
                "from=mixed-4x2&loss=mse",
                "With the squared error the slope itself changes as you move. Try both ways.",
            ),
            Stop(
                "life",
                "from=mixed-4x2&calls=f-b-f-b",
                "Why does the second backward add? And how does a loop deal with it?",
            ),
            Stop(
                "descent",
                f"{BOUNCE}&step=20&lr=0.1&steps=20",
                "The steps do not settle. Which learning rate, or which rule for it, would help?",
            ),
            Stop(
                "forward",
                f"{YES_NO}&model=sigmoid",
                "Targets of 0 and 1, and a sigmoid that keeps predictions between them.",
            ),
            Stop(
                "backward",
                f"{YES_NO}&model=sigmoid&step=4&trying=1",
                "The derivative of a sigmoid is at most 1/4. Work out what it hands on for the first sample.",
            ),
            Stop(
                "forward",
                f"{YES_NO}&model=hidden",
                "Two layers and a constant. Write down the shape of each value first.",
            ),
            Stop(
                "backward",
                f"{YES_NO}&model=hidden",
                "Three leaves. Predict the shape of each `.grad` before it is filled.",
            ),
            Stop(
                "by_hand",
                f"{YES_NO}&model=hidden",
                "The same rules, one for each operation. Where is a matrix transposed?",
            ),
            Stop(
                "mistakes",
                "mistake=forgets-to-zero",
                "Guess first. Would two layers make any difference to this mistake?",
            ),
        ),
    ),
}
