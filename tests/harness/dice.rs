//! Chance that can be had again: a failure names its seed.

/// Numbers that follow from a seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// From `PRAXIS_SEED`, or else from chance; the seed is printed, so that a failure can be had again.
    ///
    /// # Panics
    /// If the variable is no number.
    #[must_use]
    pub fn fresh(what: &str) -> Self {
        let seed = match std::env::var("PRAXIS_SEED") {
            Ok(seed) => seed.parse().unwrap(),
            Err(_) => {
                let mut bytes = [0; 4];
                getrandom::fill(&mut bytes).unwrap();
                u64::from(u32::from_le_bytes(bytes))
            }
        };
        println!("{what}: PRAXIS_SEED={seed}");
        Self::new(seed)
    }

    /// The next number.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }

    /// True in so many of a hundred cases.
    pub const fn percent(&mut self, part: u64) -> bool {
        self.below(100) < part
    }
}
