"""What the things on a shelf are called."""

from collections import Counter

# By shelf: what lies there, and in which sizes, colours or kinds.
GOODS = {
    "Coffee": (("Espresso beans", "Filter coffee", "Decaf beans", "House blend"), ("250 g", "500 g", "1 kg")),
    "Knives": (("Chef's knife", "Bread knife", "Paring knife", "Santoku"), ("steel", "carbon", "ceramic")),
    "Pans": (("Frying pan", "Saucepan", "Wok", "Griddle"), ("20 cm", "24 cm", "28 cm")),
    "Lamps": (("Desk lamp", "Floor lamp", "Bedside lamp", "Pendant"), ("brass", "black", "white")),
    "Bedding": (("Duvet cover", "Fitted sheet", "Pillowcase", "Bedspread"), ("linen", "cotton", "flannel")),
    "Storage": (("Basket", "Box with lid", "Shelf unit", "Coat rack"), ("small", "medium", "large")),
    "Seeds": (("Tomato seeds", "Wildflower mix", "Basil seeds", "Lawn seed"), ("5 g", "50 g", "500 g")),
    "Tools": (("Hand trowel", "Pruning shears", "Rake", "Garden fork"), ("ash", "steel", "light")),
    "Planters": (("Flower pot", "Window box", "Hanging pot", "Raised bed"), ("terracotta", "zinc", "cedar")),
    "Running": (("Running shirt", "Running shorts", "Running belt", "Headlamp"), ("blue", "black", "coral")),
    "Cycling": (("Bike light", "Water bottle", "Cycling gloves", "Pannier"), ("black", "red", "grey")),
    "Yoga": (("Yoga mat", "Cork block", "Bolster", "Strap"), ("sage", "plum", "sand")),
    "Novels": (("The Long Harbour", "A Winter's Map", "Salt and Cedar", "The Last Ferry"), ("paper", "hard", "audio")),
    "Cooking books": (("One Pot", "Bread at Home", "Forty Soups", "The Green Table"), ("paper", "hard", "gift box")),
    "Children books": (("The Brave Hedgehog", "Moon Picnic", "Ten Small Boats", "Goodnight Fox"), ("2+", "4+", "6+")),
    "Skin care": (("Day cream", "Night cream", "Cleanser", "Sun lotion"), ("50 ml", "100 ml", "200 ml")),
    "Hair care": (("Shampoo", "Conditioner", "Hair oil", "Hair mask"), ("100 ml", "250 ml", "500 ml")),
    "Perfume": (("Citrus cologne", "Rose water", "Cedar scent", "Lavender mist"), ("15 ml", "30 ml", "50 ml")),
    "Puzzles": (("Harbour puzzle", "World map puzzle", "Forest puzzle", "Cat puzzle"), ("200", "500", "1000")),
    "Building sets": (("Castle set", "Train set", "Crane set", "Farm set"), ("starter", "standard", "large")),
    "Board games": (("Island traders", "Night train", "Word garden", "Dice derby"), ("travel", "family", "deluxe")),
    "Dog food": (("Dry food chicken", "Dry food lamb", "Puppy food", "Dog biscuits"), ("2 kg", "5 kg", "12 kg")),
    "Cat food": (("Dry food salmon", "Dry food turkey", "Kitten food", "Cat snacks"), ("400 g", "2 kg", "4 kg")),
    "Aquarium": (("Fish flakes", "Filter sponge", "Water tester", "Aquarium plant"), ("small", "medium", "large")),
}


def name_goods(brands: list[str], shelves: list[str]) -> list[str]:
    """By item, from its brand and its shelf: a name that no other item has."""
    on_shelf, named, names = Counter(), Counter(), []
    for brand, shelf in zip(brands, shelves, strict=True):
        things, kinds = GOODS[shelf]
        place = on_shelf[shelf]
        on_shelf[shelf] += 1
        name = f"{brand} {things[place % len(things)]}, {kinds[place // len(things) % len(kinds)]}"
        named[name] += 1
        names.append(name if named[name] == 1 else f"{name}, no. {named[name]}")
    return names
