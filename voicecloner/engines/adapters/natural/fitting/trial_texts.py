"""What a voice being fitted is made to say: English with most of its sounds, in whichever language the user speaks.

The person's own words would leave the voices as the only difference, but a recording holds too few: see
docs/natural-engine.md.
"""

LANGUAGE = "en"
PHRASES = (
    "Bring your coat and a thermos of tea.",
    "We have not heard from the captain.",
    "Six fresh peas and a slab of blue cheese.",
    "A young child chose yellow fudge.",
    "The old house shines through thick fog.",
    "Could you measure this shelf for me?",
)
"""What a timbre is tried with, about two seconds each."""
READING = (
    "We have not heard from the captain since Tuesday.",
    "Please bring your coat and a thermos of tea.",
    "The old lighthouse shines again after thirty winters.",
    "He walked home under the street lights with his brother.",
    "Six spoons of fresh snow peas and a slab of blue cheese.",
    "A young joyful child chose yellow fudge with vigour.",
    "The quick voyage through thick fog made us choose another path.",
    "Could you measure the width of this shelf for me?",
    "The judge asked for a short pause before lunch.",
    "Nine brown geese flew over the frozen marsh.",
    "I would rather walk than wait for the bus.",
    "Her uncle fixed the radio with a bent paper clip.",
    "They should have told us about the change of plan.",
    "A thin layer of ice covered the garden path.",
    "Everyone laughed when the puppy chased its own tail.",
    "You may borrow my umbrella if it starts to pour.",
)
"""What the colour is found with, some 45 s in all, with most sounds of English."""
